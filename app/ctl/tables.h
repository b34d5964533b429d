#pragma once

#include "app/ctl/output.h"
#include "model/cluster/clusterview.h"
#include "model/cluster/settings.h"

namespace rollcall::ctl
{

/// The health, the mode, the primary, the nodes and the problems: what "status" shows.
void showStatus(const Output& out, const ClusterView& view);
void showNodes(const Output& out, const std::vector<NodeView>& nodes);
void showEvent(const Output& out, const Event& event);
/// What happens if the primary fails now.
void showForecast(const Output& out, const ClusterView& view);
void showSettings(const Output& out, const std::vector<SettingState>& settings);
void showTerms(const Output& out, const std::vector<Term>& terms);

/// "single", "load balancing", "load balancing + high availability"
QString modeText(Mode mode);
/// Local time, "2026-03-01 12:00:00".
QString timeText(qint64 milliseconds);

} // namespace rollcall::ctl
