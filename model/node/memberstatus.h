#pragma once

#include "model/health/healthfacts.h"

#include <QJsonObject>

namespace rollcall
{

/// The answer to the messenger's "status": PROTOCOL.md. messenger: what MessengerDesk says of itself.
QJsonObject memberStatus(const HealthFacts& facts, const QJsonObject& messenger);

} // namespace rollcall
