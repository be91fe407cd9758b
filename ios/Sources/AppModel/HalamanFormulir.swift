import Core

extension FormulirScreen {
    /// This page after what one action did to it, in the order that the delta's documentation gives. A page that is gone is read
    /// anew instead; the model does that.
    func sesudah(_ delta: DeltaHalaman) -> FormulirScreen {
        var menurutPath: [String: PertanyaanItem] = [:]
        for item in pertanyaan { menurutPath[item.soal.path] = item }
        for item in delta.pertanyaan { menurutPath[item.soal.path] = item }
        let urutan = delta.urutan ?? pertanyaan.map(\.soal.path)
        return FormulirScreen(
            draftId: draftId, judul: delta.judul, untuk: delta.untuk, kepala: delta.kepala, bagian: delta.bagian ?? bagian,
            pertanyaan: urutan.compactMap { menurutPath[$0] })
    }
}

extension PertanyaanItem: Identifiable {
    /// A question is known by its path.
    public var id: String { soal.path }
}
