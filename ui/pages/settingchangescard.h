#pragma once

#include "model/core/futures.h"
#include "model/tables/eventtablemodel.h"
#include "model/tables/freshness.h"
#include "ui/widgets/card.h"

#include <functional>

class QStackedLayout;
class QTableView;

namespace rollcall
{

struct ClusterView;
class EmptyState;
class LinkButton;

/// Changes: who gave which setting, or the license, another value, and when; newest first.
class SettingChangesCard final : public Card
{
    Q_OBJECT

public:
    /// The last changes of settings and license.
    using Loader = std::function<FutureResult<std::vector<Event>>()>;

    explicit SettingChangesCard(QWidget* parent = nullptr);

    void setLoader(Loader loader) { m_loader = std::move(loader); }
    void present(const ClusterView& view, const Freshness& freshness);
    void reset(); ///< another cluster
    QTableView* table() const { return m_table; }
    const EventTableModel& model() const { return m_model; }

Q_SIGNALS:
    void allAsked();

private:
    void read();
    void presentState();

    Loader m_loader;
    EventTableModel m_model;
    LinkButton* m_all;
    QTableView* m_table;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QString m_trouble;
    bool m_known = false;
    bool m_asked = false; ///< for this cluster
    int m_generation = 0; ///< answers of a former cluster are dropped
};

} // namespace rollcall
