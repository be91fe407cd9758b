//! Generates Swift, with its C header and module map, for an XCFramework.

fn main() {
    uniffi::uniffi_bindgen_swift();
}
