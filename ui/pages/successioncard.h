#pragma once

#include "model/tables/successionmodel.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

class QStackedLayout;
class QTableView;

namespace rollcall
{

class EmptyState;
class LinkButton;

/// Order of Succession: every node with its place in the line, what keeps it out, and its priority.
class SuccessionCard final : public Card
{
    Q_OBJECT

public:
    explicit SuccessionCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    QTableView* table() const { return m_table; }
    const SuccessionModel& model() const { return m_model; }

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);
    void nodeAsked(rollcall::NodeId node);
    void addNodeAsked();

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// A header that fits itself does not do so while its page is hidden.
    void fitColumns();
    NodeId chosen() const;
    void openMenu(const QPoint& at);
    void updateLink();

    SuccessionModel m_model;
    LinkButton* m_priority;
    QTableView* m_table;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QString m_offReason;
};

} // namespace rollcall
