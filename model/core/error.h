#pragma once

#include <QString>
#include <QStringList>

namespace rollcall
{

/// What a caller can do about an error; the words are for the person.
/// rollcallctl maps it to its exit code, see app/ctl.
enum class ErrorKind {
    Invalid,     ///< input that can never work: a file, an argument, bytes from the network
    NotFound,    ///< the thing named does not exist
    Refused,     ///< a precondition or a permission forbids it
    Conflict,    ///< somebody else changed it first: read again
    Unreachable, ///< the other side does not answer: try again later
    TimedOut,    ///< no answer within the time limit; the outcome is not known
    KeyDiffers,  ///< the handshake proved that both sides hold different encryption keys
    Corrupt,     ///< stored data that breaks its own rules
    Internal,    ///< a bug in Rollcall
};

/// An error that says what happened, where, and what to do about it.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    QString what; ///< one sentence, cause first: "The database at db1 refused the password of user rollcall."
    QString remedy; ///< one sentence, or empty: "Set it in password_file, section [database]."
    QString where;  ///< file and line, host and port, key; or empty
    /// Where several things stand in the way: one thing each, with its own remedy. Mostly empty.
    QStringList details = {};

    /// "WHERE: WHAT REMEDY", without the parts that are empty; with details several lines, see lines().
    QString message() const;
    /// "WHERE: WHAT", each of the details, "REMEDY"; without details all in one.
    QStringList lines() const;

    bool operator==(const Error&) const = default;
};

} // namespace rollcall
