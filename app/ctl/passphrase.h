#pragma once

#include "model/core/secret.h"

namespace rollcall::ctl
{

enum class PassphraseFor { Sealing, Opening };

/// From the file, or, without one, asked on the terminal without showing it; twice for sealing. Invalid: the
/// two differ, or there is neither a file nor a terminal.
Result<Secret> passphraseFrom(const QString& file, PassphraseFor purpose);

} // namespace rollcall::ctl
