import AppModel
import Core
import SwiftUI

/// The form player: one section a page.
public struct FormulirScreen: View {
    @State private var model: FormulirModel
    private let aplikasi: AplikasiModel

    /// Opens the form of a draft.
    public init(aplikasi: AplikasiModel, draf: String) {
        self.init(aplikasi: aplikasi, model: FormulirModel(aplikasi: aplikasi, draf: draf))
    }

    /// Shows a model.
    init(aplikasi: AplikasiModel, model: FormulirModel) {
        self.aplikasi = aplikasi
        _model = State(initialValue: model)
    }

    /// See `View`.
    public var body: some View {
        Group {
            if model.tersembunyi {
                TiraiView(model: model)
            } else {
                switch model.keadaan {
                case .memuat: MemuatView(kata: model.kata.formulirMemuat)
                case .galat(let galat):
                    GalatView(judul: model.kata.formulirGalat, galat: galat, kata: model.kata) { Task { await model.muat() } }
                case .isi(let isi): HalamanView(model: model, isi: isi)
                }
            }
        }
        .navigationTitle(
            model.tersembunyi ? model.kata.umumNamaAplikasi : model.keadaan.isi?.judul ?? model.kata.umumNamaAplikasi
        )
        // Back asks first, so it is a button of ours. Before there is a page, the system's own leaves.
        .navigationBarBackButtonHidden(model.keadaan.isi != nil)
        .task { await model.muat() }
        .onChange(of: aplikasi.bahasa) { _, _ in Task { await model.gantiBahasa() } }
        .onChange(of: aplikasi.tertutup) { _, tertutup in if tertutup { Task { await model.keLatar() } } }
    }
}

/// A page: its head, its questions, the way on at the bottom.
private struct HalamanView: View {
    @Bindable var model: FormulirModel
    let isi: Core.FormulirScreen

    var body: some View {
        let kata = model.kata
        ScrollViewReader { gulungan in
            ScrollView {
                VStack(alignment: .leading, spacing: 24) {
                    KepalaView(model: model, isi: isi)
                    ForEach(isi.pertanyaan, id: \.soal.path) { PertanyaanView(model: model, item: $0) }
                    TindakanView(model: model, kepala: isi.kepala)
                }
                .padding()
                .disabled(model.bekerja)
            }
            .tutupPapanKetik()
            // Another page begins at its top, or at the question that was asked for.
            .id(isi.kepala.halaman)
            .halamanBaru(isi.kepala.halaman)
            .task(id: model.sorot) {
                guard let sorot = model.sorot else { return }
                gulungan.scrollTo(sorot, anchor: .top)
                model.terlihat()
            }
        }
        .safeAreaInset(edge: .bottom) { BilahBawah(model: model, kepala: isi.kepala) }
        .toolbar {
            ToolbarItem(placement: .cancellationAction) {
                Button(kata.umumKembali) { Task { await model.kembali() } }.disabled(model.bekerja)
            }
        }
        .sheet(isPresented: $model.daftarBagian) {
            Penutup(aplikasi: model.aplikasi) { DaftarBagianView(model: model, bagian: isi.bagian) }
        }
        .sheet(item: $model.daftar) { daftar in
            Penutup(aplikasi: model.aplikasi) { DaftarPilihanView(model: model, daftar: daftar) }
        }
        .sheet(item: $model.menandatangani) { item in
            Penutup(aplikasi: model.aplikasi) { TandaTanganView(model: model, item: item) }
        }
        .sheet(isPresented: $model.adaDilihat) {
            Penutup(aplikasi: model.aplikasi) { GambarBesar(model: model) }
        }
        .alert(kata.formulirKeluarJudul, isPresented: $model.tanyaKeluar) {
            Button(kata.formulirKeluarYa) { Task { await model.keluar() } }
            Button(kata.formulirTetap, role: .cancel) {}
        } message: {
            Text(kata.formulirKeluar)
        }
        .alert(kata.formulirSelesaiJudul, isPresented: $model.tanyaSelesai) {
            Button(kata.formulirSelesai) { Task { await model.selesai() } }
            Button(kata.umumBatal, role: .cancel) {}
        } message: {
            Text(kata.formulirSelesaiTanya)
        }
        .alert(
            kata.formulirBarisHapusJudul(judul: model.tanyaHapus?.kartu.judul ?? ""), isPresented: $model.adaTanyaHapus
        ) {
            if let baris = model.tanyaHapus {
                Button(kata.umumHapus, role: .destructive) { Task { await model.hapusBaris(baris) } }
            }
            Button(kata.umumBatal, role: .cancel) {}
        } message: {
            Text(kata.formulirBarisHapus)
        }
    }
}

/// The way on, within reach of the thumb.
private struct BilahBawah: View {
    let model: FormulirModel
    let kepala: KepalaHalaman

    var body: some View {
        VStack(spacing: 8) {
            if model.bekerja { ProgressView(model.kata.selesaiMemuat) }
            ViewThatFits(in: .horizontal) {
                HStack(spacing: 12) { tombol }
                VStack(spacing: 8) { tombol }
            }
        }
        .padding()
        .background(.background)
        .disabled(model.bekerja)
    }

    @ViewBuilder private var tombol: some View {
        if kepala.sebelum != nil {
            Button(model.kata.formulirSebelum) { Task { await model.sebelum() } }.tombolBiasa()
        }
        Button(utama) { Task { await model.lanjut() } }.tombolUtama()
    }

    private var utama: String {
        if kepala.induk != nil { return model.kata.umumSelesai }
        return kepala.sesudah == nil ? model.kata.formulirSelesai : model.kata.formulirSesudah
    }
}

/// Undo, redo, hide: for the whole form.
private struct TindakanView: View {
    let model: FormulirModel
    let kepala: KepalaHalaman

    var body: some View {
        ViewThatFits(in: .horizontal) {
            HStack(spacing: 12) { tombol }
            VStack(alignment: .leading, spacing: 8) { tombol }
        }
    }

    @ViewBuilder private var tombol: some View {
        Button(model.kata.formulirUrung, systemImage: "arrow.uturn.backward") { Task { await model.urung() } }
            .disabled(!kepala.bisaUrung)
            .tombolBiasa()
        Button(model.kata.formulirUlang, systemImage: "arrow.uturn.forward") { Task { await model.ulang() } }
            .disabled(!kepala.bisaUlang)
            .tombolBiasa()
        Button(model.kata.formulirSembunyikan, systemImage: "eye.slash") { model.tirai(true) }.tombolBiasa()
    }
}

/// Nothing to see for others in the room.
private struct TiraiView: View {
    let model: FormulirModel

    var body: some View {
        VStack(spacing: 24) {
            Label(model.kata.privasiTirai, systemImage: "eye.slash").font(.title2)
            Button(model.kata.privasiTiraiBuka) { model.tirai(false) }.tombolUtama()
        }
        .padding()
        .frame(maxWidth: .infinity, maxHeight: .infinity)
    }
}
