internal import COpenSSL
package import Posix

/// One TLS connection over a non-blocking socket. Of one thread.
///
/// The calls are those of ``Socket`` with the same meaning; the handshake happens within the first
/// of them. A call that finds ``Errno/wouldBlock`` may wait for either direction: it is tried again
/// when anything has become possible. What is sent after a refused call must begin with the same
/// bytes, for they are encrypted already.
package struct TLSSession: ~Copyable {
    private let socket: Socket
    private let session: SSLHandle

    /// A server's end: the peer begins.
    ///
    /// - Throws: ``TLSError/library(_:)`` without memory for it; the socket is closed then.
    package static func serving(
        _ socket: consuming Socket, with context: TLSContext
    ) throws(TLSError) -> TLSSession {
        let session = SSLHandle(try context.makeSession(over: socket.rawDescriptor))
        SSL_set_accept_state(session.pointer)
        return TLSSession(socket: socket, session: session)
    }

    /// A client's end.
    ///
    /// - Parameter host: a name or an address that the server's certificate must be made for.
    package static func connecting(
        _ socket: consuming Socket, to host: String, with context: TLSContext
    ) throws(TLSError) -> TLSSession {
        let session = SSLHandle(try context.makeSession(over: socket.rawDescriptor))
        try expect(host, session.pointer)
        SSL_set_connect_state(session.pointer)
        return TLSSession(socket: socket, session: session)
    }

    private init(socket: consuming Socket, session: consuming SSLHandle) {
        self.socket = socket
        self.session = session
    }

    private static func expect(_ host: String, _ session: OpaquePointer) throws(TLSError) {
        let isAddress = SocketAddress(host: host, port: 0) != nil
        let isExpected =
            isAddress
            ? copenssl_expect_address(session, host) == 1
            : copenssl_expect_host(session, host) == 1
                && copenssl_set_server_name(session, host) == 1
        guard isExpected else { throw .library(TLSContext.lastWords()) }
    }

    package var rawDescriptor: CInt { socket.rawDescriptor }

    /// Whether the handshake is over.
    package var isEstablished: Bool { SSL_is_init_finished(session.pointer) == 1 }

    /// Whether an earlier session was gone on with, without new certificates.
    package var isResumed: Bool { SSL_session_reused(session.pointer) == 1 }

    /// `TLSv1.3`, and the name of the suite.
    package var protocolName: String { String(cString: SSL_get_version(session.pointer)) }
    package var suiteName: String {
        String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(session.pointer)))
    }

    /// Why the peer's certificate was refused, in OpenSSL's words; nil while it was not.
    package var verificationFailure: String? {
        let code = SSL_get_verify_result(session.pointer)
        return code == Int(X509_V_OK) ? nil : String(cString: X509_verify_cert_error_string(code))
    }

    /// Goes on with the handshake; true when it is over.
    ///
    /// - Throws: ``Errno/tlsFailed`` and the socket's errors; not ``Errno/wouldBlock``.
    package func shakeHands() throws(Errno) -> Bool {
        do throws(Errno) {
            _ = try check { SSL_do_handshake(session.pointer) }
            return true
        } catch .wouldBlock {
            return false
        }
    }

    /// Reads what is there into `buffer` and returns how many bytes; 0 at the end of the input.
    ///
    /// Fewer than fit mean that nothing more is there, or that the end is.
    /// - Throws: ``Errno/wouldBlock`` when nothing is there; ``Errno/tlsNotSpoken``,
    ///   ``Errno/tlsFailed``; ``Errno/connectionReset`` when the peer is gone without saying so.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            var count = 0
            do throws(Errno) {
                guard
                    try check({ SSL_read_ex(session.pointer, rest.baseAddress, rest.count, &count) }
                    )
                else { return done }
            } catch {
                // What came before an error is used first: the error comes again.
                guard done > 0 else { throw error }
                return done
            }
            done += count
        }
        return done
    }

    /// Sends what fits and returns how many bytes that were.
    package func send(_ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            var count = 0
            do throws(Errno) {
                guard
                    try check({
                        SSL_write_ex(session.pointer, rest.baseAddress, rest.count, &count)
                    })
                else { throw .brokenPipe }
            } catch {
                guard done > 0 else { throw error }
                return done
            }
            done += count
        }
        return done
    }

    /// Sends bytes of a file and returns how many; 0 means that the file ends.
    ///
    /// The kernel encrypts them where it can (kTLS), and then nothing is copied.
    /// - Parameter scratch: where they are read to otherwise.
    package func send(
        _ file: File, from offset: Int64, byteCount: Int, scratch: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        if copenssl_kernel_sends(session.pointer) != 0 {
            var sent = 0
            _ = try check {
                sent = SSL_sendfile(
                    session.pointer, file.rawDescriptor, off_t(offset), byteCount, 0)
                return CInt(clamping: sent)
            }
            return sent
        }
        let part = UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(byteCount))
        let count = try file.read(into: part, at: offset)
        return count == 0 ? 0 : try send(UnsafeRawBufferPointer(rebasing: part.prefix(count)))
    }

    /// Whether the peer has said that no more comes, and all before it has been read.
    package var isAtEnd: Bool {
        var (byte, count) = (UInt8(0), 0)
        do throws(Errno) {
            return try !check { SSL_peek_ex(session.pointer, &byte, 1, &count) }
        } catch {
            return error != .wouldBlock
        }
    }

    /// Whether ``receive(into:)`` has something to tell now, be it bytes, the end or a failure: the
    /// socket cannot know, for it carries more than those, and some have left it already.
    package var hasInput: Bool {
        var (byte, count) = (UInt8(0), 0)
        do throws(Errno) {
            _ = try check { SSL_peek_ex(session.pointer, &byte, 1, &count) }
            return true
        } catch {
            return error != .wouldBlock
        }
    }

    /// Tells the peer that no more comes, in TLS and below; reading goes on.
    package func finishSending() {
        sayGoodbye()
        socket.finishSending()
    }

    /// Tells the peer that this end was meant, if it can be told at once.
    package func sayGoodbye() {
        guard isEstablished else { return }
        ERR_clear_error()
        _ = SSL_shutdown(session.pointer)
    }

    /// Gives the socket back, for a peer that does not speak TLS.
    package consuming func takeSocket() -> Socket { socket }

    /// Calls `body` and tells what its failure means; false at the end of the input.
    private func check(_ body: () -> CInt) throws(Errno) -> Bool {
        ERR_clear_error()
        let result = body()
        if result > 0 { return true }
        let system = Errno.last
        switch SSL_get_error(session.pointer, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: throw .wouldBlock
        case SSL_ERROR_ZERO_RETURN: return false
        case SSL_ERROR_SYSCALL:
            session.fail()
            throw system.rawValue == 0 ? .connectionReset : system
        default:
            session.fail()
            throw TLSSession.meaning(of: copenssl_reason(ERR_peek_error()))
        }
    }

    private static func meaning(of reason: CInt) -> Errno {
        switch reason {
        case SSL_R_HTTP_REQUEST: .tlsNotSpoken
        // The end came without the peer's word for it: bytes may be missing.
        case SSL_R_UNEXPECTED_EOF_WHILE_READING: .connectionReset
        default: .tlsFailed
        }
    }
}

/// An SSL, freed when the value goes away.
private struct SSLHandle: ~Copyable {
    let pointer: OpaquePointer  // unsafe: see above

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { SSL_free(pointer) }

    /// After a failure nothing more may be said (SSL_shutdown(3)).
    func fail() { SSL_set_quiet_shutdown(pointer, 1) }
}
