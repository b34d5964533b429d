#pragma once

#include "model/core/error.h"

namespace rollcall::ctl
{

/// The exit codes that scripts rely on.
struct ExitCode {
    enum Value : int {
        Done = 0,        ///< done, or healthy
        AnswerIsNo = 1,  ///< not healthy, a check failed, a wait or an order ran out of time
        WrongUsage = 2,  ///< the command line, or what it names, can never work
        Unreachable = 3, ///< the database does not answer
        Refused = 4,     ///< a precondition or a permission forbids it; the reason is on standard error
    };
};

/// Database calls that run out of time come as Unreachable; TimedOut is an order that was not carried out
/// yet.
constexpr int exitCodeOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Invalid:
        return ExitCode::WrongUsage;
    case ErrorKind::Unreachable:
        return ExitCode::Unreachable;
    case ErrorKind::TimedOut:
    case ErrorKind::Internal:
        return ExitCode::AnswerIsNo;
    case ErrorKind::NotFound:
    case ErrorKind::Refused:
    case ErrorKind::Conflict:
    case ErrorKind::KeyDiffers:
    case ErrorKind::Corrupt:
        return ExitCode::Refused;
    }
    return ExitCode::AnswerIsNo;
}

} // namespace rollcall::ctl
