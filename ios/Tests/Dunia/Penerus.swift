import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A way to the server that can be cut, as in airplane mode, and that counts who still tries. Each connection has two threads, which
/// end with it.
public final class Penerus: @unchecked Sendable {
    /// The address to give a device instead of the server's.
    public let url: String
    private let pintu: Int32
    private let tujuan: in_port_t
    private let kunci = NSLock()
    private var terputus = false
    private var coba = 0
    private var terbuka: Set<Int32> = []

    /// Leads to a server on this machine.
    public init(ke server: String) throws {
        guard let port = URL(string: server)?.port else { throw Sebab("\(server) has no port") }
        tujuan = in_port_t(port)
        let pintu = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.pintu = pintu
        var alamat = Self.loopback(0)
        guard Self.pada(&alamat, { bind(pintu, $0, $1) }) == 0, listen(pintu, 16) == 0 else {
            throw Sebab("no port to listen on")
        }
        var panjang = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &alamat) { p in
            p.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(pintu, $0, &panjang) }
        }
        url = "http://127.0.0.1:\(in_port_t(bigEndian: alamat.sin_port))"
        Thread.detachNewThread { [self] in terima() }
    }

    /// Who asked for the server since the way was cut.
    public var percobaan: Int { kunci.withLock { coba } }

    /// Cuts the way: what is open ends, and whoever comes is counted and sent away.
    public func putus() {
        kunci.withLock {
            terputus = true
            coba = 0
            for ujung in terbuka { shutdown(ujung, Int32(SHUT_RDWR)) }
        }
    }

    /// The network is back.
    public func sambung() { kunci.withLock { terputus = false } }

    /// Ends.
    public func tutup() {
        putus()
        shutdown(pintu, Int32(SHUT_RDWR))
    }

    private func terima() {
        while true {
            let dari = accept(pintu, nil, nil)
            if dari < 0 { break }
            let boleh = kunci.withLock {
                if terputus { coba += 1 }
                return !terputus
            }
            let ke = boleh ? socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) : -1
            var alamat = Self.loopback(tujuan)
            guard ke >= 0, Self.pada(&alamat, { connect(ke, $0, $1) }) == 0 else {
                close(dari)
                if ke >= 0 { close(ke) }
                continue
            }
            kunci.withLock { terbuka.formUnion([dari, ke]) }
            // Both are closed by whichever thread ends last.
            let sisa = Terkunci(2)
            for (a, b) in [(dari, ke), (ke, dari)] {
                Thread.detachNewThread { [self] in
                    salin(a, b)
                    var terakhir = false
                    sisa.ubah {
                        $0 -= 1
                        terakhir = $0 == 0
                    }
                    guard terakhir else { return }
                    kunci.withLock {
                        terbuka.subtract([a, b])
                        close(a)
                        close(b)
                    }
                }
            }
        }
        close(pintu)
    }

    private func salin(_ dari: Int32, _ ke: Int32) {
        var isi = [UInt8](repeating: 0, count: 65536)
        while true {
            let n = recv(dari, &isi, isi.count, 0)
            var sudah = 0
            while sudah < n {
                let k = isi[sudah..<n].withUnsafeBytes { send(ke, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if k <= 0 { break }
                sudah += k
            }
            if n <= 0 || sudah < n { break }
        }
        shutdown(ke, Int32(SHUT_RDWR))
        shutdown(dari, Int32(SHUT_RDWR))
    }

    private static func loopback(_ port: in_port_t) -> sockaddr_in {
        var alamat = sockaddr_in()
        alamat.sin_family = sa_family_t(AF_INET)
        alamat.sin_port = port.bigEndian
        alamat.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return alamat
    }

    private static func pada(_ alamat: inout sockaddr_in, _ kerja: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: &alamat) { p in
            p.withMemoryRebound(to: sockaddr.self, capacity: 1) { kerja($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
