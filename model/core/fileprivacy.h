#pragma once

#include "model/core/error.h"

#include <optional>

namespace rollcall
{

/// Whether a file with a secret lets in more users than whoever reads it needs. mode, owner and reader as
/// stat() and geteuid() have them. A file that belongs to root, or to another user, may be read by its group:
/// that is how a service without root's rights gets at it (root:rollcall 0640). Pure.
bool letsOthersIn(unsigned mode, unsigned owner, unsigned reader);

/// The warning about a file with a secret that other users of this machine can read, with its mode and the
/// command that ends it; nothing for a private file, for a pipe, and for what cannot be looked at.
std::optional<Error> openToOthers(const QString& path);

} // namespace rollcall
