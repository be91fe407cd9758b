import Core
import Foundation
import LocalAuthentication
import Security

/// The Keychain and the Secure Enclave as the core's key store. Nothing here leaves the device, nor its backups.
public final class KunciPerangkat: Keystore {
    private let layanan = "id.go.kemensos.atensi.inti"
    /// Each wrap has a key of its own; its name goes in front of what the key encrypted.
    private let panjangNama = 16
    private var algoritma: SecKeyAlgorithm { .eciesEncryptionCofactorVariableIVX963SHA256AESGCM }

    /// Touches nothing yet.
    public init() {}

    /// 32 random bytes under a name, made at first use. Readable once the phone was unlocked after a start, so that a sync in the
    /// background works; asks nobody.
    public func secret(name: String) throws -> Data {
        if let known = try read(name) { return known }
        let bytes = try acak(32)
        var item = query(name)
        item[kSecValueData] = bytes
        item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        switch SecItemAdd(item as CFDictionary, nil) {
        case errSecSuccess: return bytes
        // Another thread was first: its secret holds.
        case errSecDuplicateItem: if let known = try read(name) { return known } else { throw PortError.Unavailable }
        default: throw PortError.Unavailable
        }
    }

    /// Encrypts to a key of the Secure Enclave that opens only after Face ID or Touch ID, as they are enrolled now. Each call makes
    /// a key: an old one may have been invalidated, and other workers of this phone have theirs.
    public func wrap(key: Data) throws -> Data {
        let namaKunci = try acak(panjangNama)
        guard
            let access = SecAccessControlCreateWithFlags(
                nil, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, [.privateKeyUsage, .biometryCurrentSet], nil)
        else { throw PortError.Unavailable }
        let attributes: [CFString: Any] = [
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
            kSecAttrKeySizeInBits: 256,
            kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
            kSecPrivateKeyAttrs: [
                kSecAttrIsPermanent: true, kSecAttrApplicationTag: namaKunci, kSecAttrAccessControl: access,
            ] as [CFString: Any],
        ]
        var error: Unmanaged<CFError>?
        guard let made = SecKeyCreateRandomKey(attributes as CFDictionary, &error), let open = SecKeyCopyPublicKey(made) else {
            throw refused(error)
        }
        guard let wrapped = SecKeyCreateEncryptedData(open, algoritma, key as CFData, &error) else { throw refused(error) }
        return namaKunci + (wrapped as Data)
    }

    /// Asks for Face ID or Touch ID and opens what `wrap` gave. Called off the main thread: the question waits for the person.
    public func unwrap(wrapped: Data) throws -> Data {
        guard wrapped.count > panjangNama else { throw PortError.Gone }
        let query: [CFString: Any] = [
            kSecClass: kSecClassKey, kSecAttrApplicationTag: Data(wrapped.prefix(panjangNama)), kSecReturnRef: true,
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecUseAuthenticationContext: LAContext(),
        ]
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess: break
        case errSecItemNotFound: throw PortError.Gone
        default: throw PortError.Unavailable
        }
        guard let found, CFGetTypeID(found) == SecKeyGetTypeID() else { throw PortError.Gone }
        let key = unsafeDowncast(found, to: SecKey.self)
        var error: Unmanaged<CFError>?
        let sealed = Data(wrapped.dropFirst(panjangNama)) as CFData
        guard let plain = SecKeyCreateDecryptedData(key, algoritma, sealed, &error) else { throw refused(error) }
        return plain as Data
    }

    private func acak(_ count: Int) throws -> Data {
        var bytes = Data(count: count)
        let made = bytes.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { SecRandomCopyBytes(kSecRandomDefault, count, $0) } ?? errSecParam
        }
        guard made == errSecSuccess else { throw PortError.Unavailable }
        return bytes
    }

    private func query(_ name: String) -> [CFString: Any] {
        [kSecClass: kSecClassGenericPassword, kSecAttrService: layanan, kSecAttrAccount: name]
    }

    private func read(_ name: String) throws -> Data? {
        var query = query(name)
        query[kSecReturnData] = true
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess: return found as? Data
        case errSecItemNotFound: return nil
        // Not yet unlocked after a start, or the Keychain is busy. A new secret would lock the worker out: never make one here.
        default: throw PortError.Unavailable
        }
    }

    /// What the Secure Enclave's refusal means to the core.
    private func refused(_ error: Unmanaged<CFError>?) -> PortError {
        guard let error = error?.takeRetainedValue() else { return .Unavailable }
        let code = CFErrorGetCode(error)
        if CFErrorGetDomain(error) as String == LAError.errorDomain {
            switch LAError.Code(rawValue: code) {
            case .userCancel, .userFallback, .systemCancel, .appCancel, .authenticationFailed: return .NotPassed
            case .biometryNotEnrolled, .passcodeNotSet: return .Gone
            default: return .Unavailable
            }
        }
        switch OSStatus(truncatingIfNeeded: code) {
        case errSecUserCanceled, errSecAuthFailed: return .NotPassed
        // Faces or fingers were enrolled anew: the key of before decrypts nothing any more.
        case errSecDecode, errSecParam, errSecItemNotFound: return .Gone
        default: return .Unavailable
        }
    }
}
