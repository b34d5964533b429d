#pragma once

#include "model/cluster/node.h"

#include <QByteArray>

namespace rollcall
{

/// The column node.report: JSON. Reading accepts anything: a field that is missing, unknown or of another
/// type keeps its default, so that nodes of different versions understand each other.
QByteArray encodeSelfReport(const SelfReport& report);
SelfReport decodeSelfReport(const QByteArray& json);

} // namespace rollcall
