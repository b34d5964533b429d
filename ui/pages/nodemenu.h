#pragma once

#include "ui/dialogs/intent.h"

#include <functional>

class QMenu;

namespace rollcall
{

/// Fills a menu with everything that can be asked of one node; what cannot is there, off, with the reason.
void fillNodeMenu(QMenu& menu, const NodeView& node, const ClusterView& view, const Freshness& freshness,
                  const std::function<void(const Intent&)>& ask);

/// Only its units: start, stop, restart of each.
void fillUnitsMenu(QMenu& menu, const NodeView& node, const ClusterView& view, const Freshness& freshness,
                   const std::function<void(const Intent&)>& ask);

/// The live log of each of its units. It is looked at, not changed: it stays on while values are old.
void fillLogsMenu(QMenu& menu, const NodeView& node, const std::function<void(const QString& unit)>& ask);

} // namespace rollcall
