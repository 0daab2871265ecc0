import Glibc
import Testing

/// Makes a symbolic link at `path`.
func link(from path: String, to target: String) throws {
    #expect(symlink(target, path) == 0)
}

/// The permissions of what is at `path`.
func mode(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}
