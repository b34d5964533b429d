#pragma once

#include "model/tables/freshness.h"
#include "model/tables/signalhistory.h"
#include "ui/pages/signalcard.h"

namespace rollcall
{

/// What the three cards of a node say. Pure.
SignalCard::Content heartbeatContent(const NodeView& node, const Freshness& freshness,
                                     const std::vector<SignalHistory::Sample>& history);
SignalCard::Content probeContent(const NodeView& node, const QString& address);
SignalCard::Content balancerContent(const NodeView& node, const Freshness& freshness,
                                    const std::vector<SignalHistory::Sample>& history);

} // namespace rollcall
