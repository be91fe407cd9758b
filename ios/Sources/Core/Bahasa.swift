extension Kata {
    /// The words in the language in which the core speaks.
    public init(_ lang: Lang) { self.init(lang == .en ? Bahasa.en : Bahasa.id) }
}
