import XCTest

/// What a fresh install shows without a server, on a simulator: the page for activation in both languages, what it says of wrong
/// entries, at the usual and the largest text size, and what the system's own audit finds. Run by scheme `Lapangan` on a Mac.
final class AktivasiUITests: XCTestCase {
    /// The words that are looked for, as core/data/kata.csv has them; tests/run-ios compares.
    private static let kata: [String: [Bahasa: String]] = [
        "masukAktivasiJudul": [.id: "Aktifkan ponsel ini", .en: "Activate this phone"],
        "masukServer": [.id: "Alamat server", .en: "Server address"],
        "masukKode": [.id: "Kode aktivasi", .en: "Activation code"],
        "masukPinBaru": [.id: "Buat PIN enam angka", .en: "Choose a six-digit PIN"],
        "masukPinUlang": [.id: "Ketik PIN sekali lagi", .en: "Type the PIN once more"],
        "masukPinBeda": [.id: "Kedua PIN berbeda. Ketik lagi.", .en: "The two PINs differ. Type them again."],
        "masukAktifkan": [.id: "Aktifkan", .en: "Activate"],
    ]
    private enum Bahasa: String, CaseIterable { case id, en }
    private static let terbesar = "UICTContentSizeCategoryAccessibilityXXXL"

    override func setUp() { continueAfterFailure = false }

    @MainActor func testActivationPageInIndonesian() throws { try halaman(.id) }
    @MainActor func testActivationPageInEnglish() throws { try halaman(.en) }

    @MainActor func testWrongEntriesAreSaidInIndonesian() throws { try salahIsi(.id, "Belum ada jaringan") }
    @MainActor func testWrongEntriesAreSaidInEnglish() throws { try salahIsi(.en, "No network") }

    @MainActor func testEverythingCanBeReachedInTheLargestText() throws {
        for bahasa in Bahasa.allCases {
            let app = mulai(bahasa, huruf: Self.terbesar)
            for isian in ["masukServer", "masukKode"] { tampak(app.textFields[kata(isian, bahasa)], app) }
            for isian in ["masukPinBaru", "masukPinUlang"] { tampak(app.secureTextFields[kata(isian, bahasa)], app) }
            tampak(app.buttons[kata("masukAktifkan", bahasa)], app)
            try app.performAccessibilityAudit(for: [.dynamicType, .textClipped, .hitRegion, .sufficientElementDescription])
            app.terminate()
        }
    }

    /// Everything is there, and nothing can be sent before it is typed.
    @MainActor private func halaman(_ bahasa: Bahasa) throws {
        let app = mulai(bahasa)
        XCTAssertTrue(app.staticTexts[kata("masukAktivasiJudul", bahasa)].exists)
        for isian in ["masukServer", "masukKode"] { XCTAssertTrue(app.textFields[kata(isian, bahasa)].exists, isian) }
        for isian in ["masukPinBaru", "masukPinUlang"] { XCTAssertTrue(app.secureTextFields[kata(isian, bahasa)].exists, isian) }
        let aktifkan = app.buttons[kata("masukAktifkan", bahasa)]
        tampak(aktifkan, app)
        XCTAssertFalse(aktifkan.isEnabled)
        XCTAssertGreaterThanOrEqual(aktifkan.frame.height, 56, "no control is lower than a thumb needs")
        try app.performAccessibilityAudit()
    }

    /// Two PINs that differ reach nobody; then an address where nothing listens.
    @MainActor private func salahIsi(_ bahasa: Bahasa, _ tanpaJaringan: String) throws {
        let app = mulai(bahasa)
        // Port 9 of this machine: nothing listens there.
        ketik("http://127.0.0.1:9", app.textFields[kata("masukServer", bahasa)], app)
        ketik("AAAA-AAAA", app.textFields[kata("masukKode", bahasa)], app)
        pin("493827", "493828", bahasa, app)
        XCTAssertTrue(app.staticTexts[kata("masukPinBeda", bahasa)].waitForExistence(timeout: 10))
        // Both PINs are gone, the rest stays.
        XCTAssertEqual(app.textFields[kata("masukKode", bahasa)].value as? String, "AAAA-AAAA")
        pin("493827", "493827", bahasa, app)
        let galat = app.staticTexts.matching(NSPredicate(format: "label CONTAINS %@", tanpaJaringan)).firstMatch
        XCTAssertTrue(galat.waitForExistence(timeout: 60))
        try app.performAccessibilityAudit()
    }

    @MainActor private func pin(_ satu: String, _ dua: String, _ bahasa: Bahasa, _ app: XCUIApplication) {
        ketik(satu, app.secureTextFields[kata("masukPinBaru", bahasa)], app)
        ketik(dua, app.secureTextFields[kata("masukPinUlang", bahasa)], app)
        let aktifkan = app.buttons[kata("masukAktifkan", bahasa)]
        tampak(aktifkan, app)
        aktifkan.tap()
    }

    private func kata(_ kunci: String, _ bahasa: Bahasa) -> String { Self.kata[kunci]?[bahasa] ?? kunci }

    @MainActor private func mulai(_ bahasa: Bahasa, huruf: String? = nil) -> XCUIApplication {
        let app = XCUIApplication()
        app.launchArguments = ["-AppleLanguages", "(\(bahasa.rawValue))", "-bahasa", bahasa.rawValue]
        if let huruf { app.launchArguments += ["-UIPreferredContentSizeCategoryName", huruf] }
        app.launch()
        XCTAssertTrue(app.textFields[kata("masukServer", bahasa)].waitForExistence(timeout: 30), app.debugDescription)
        return app
    }

    @MainActor private func ketik(_ teks: String, _ isian: XCUIElement, _ app: XCUIApplication) {
        tampak(isian, app)
        isian.tap()
        isian.typeText(teks)
    }

    /// Scrolls until it can be touched: down the page, then back up.
    @MainActor private func tampak(_ benda: XCUIElement, _ app: XCUIApplication) {
        for langkah in 0..<24 where !(benda.exists && benda.isHittable) {
            if langkah < 12 { app.swipeUp(velocity: .slow) } else { app.swipeDown(velocity: .slow) }
        }
        XCTAssertTrue(benda.exists && benda.isHittable, "out of reach: \(benda)")
    }
}
