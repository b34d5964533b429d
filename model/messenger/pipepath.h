#pragma once

#include "model/core/result.h"

#include <QString>

#include <memory>

namespace rollcall
{

/// Where pipe:NAME is. An absolute path stands for itself. A word is NAME.sock in the first of these folders
/// that this user owns: $XDG_RUNTIME_DIR/rollcall (made when missing), /run/rollcall, the temporary folder's
/// rollcall-UID (made when missing).
Result<QString> pipePathToListen(const QString& name);

/// The same for one who connects: the first folder that has such a socket; /run/rollcall also when another
/// user owns it (the node service's user, or root, made it; its socket's permissions decide). Where there is
/// none: the path that this user's own service would listen on.
Result<QString> pipePathToConnect(const QString& name);

/// Holds the right to listen on a path, until it is destroyed or the process ends.
class PipeClaim
{
public:
    /// Removes a socket that a dead process left behind. Errors: Refused when a live one is there; Invalid
    /// when something that is no socket is there, or the folder cannot be written.
    static Result<std::unique_ptr<PipeClaim>> take(const QString& path);
    ~PipeClaim();
    PipeClaim(const PipeClaim&) = delete;
    PipeClaim& operator=(const PipeClaim&) = delete;

private:
    explicit PipeClaim(int lock)
        : m_lock(lock)
    {
    }
    int m_lock; ///< of PATH.lock, which stays: removing it would let two processes hold two files of one name
};

} // namespace rollcall
