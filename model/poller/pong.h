#pragma once

#include <QByteArray>

#include <optional>

namespace rollcall
{

/// The request `ping` of PROTOCOL.md, with its end of line.
QByteArray pingLine(qint64 id);

/// The id that a line answers with a result; nothing when the line is anything else, or written in an unusual
/// way: then readRpcLine() has to look at it. Reads the outer members only, and checks of what is inside them
/// that brackets and quotation marks are closed: it costs a hundredth of a full parser.
std::optional<qint64> answeredPing(QByteArrayView line);

} // namespace rollcall
