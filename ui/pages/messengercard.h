#pragma once

#include "model/tables/messengermodel.h"
#include "ui/widgets/card.h"

class QPushButton;
class QStackedLayout;
class QTableView;

namespace rollcall
{

class EmptyState;
class TextLabel;

/// Messengers: of every node its endpoint, whether it answers this console and how fast, and which of the
/// other nodes reach it. Below the table what is slower while some do not answer.
class MessengerCard final : public Card
{
    Q_OBJECT

public:
    explicit MessengerCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    QTableView* table() const { return m_table; }
    const MessengerModel& model() const { return m_model; }

Q_SIGNALS:
    void probeAsked(rollcall::NodeId node); ///< null: every node
    void nodeAsked(rollcall::NodeId node);
    void addNodeAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    NodeId chosen() const;
    void openMenu(const QPoint& at);
    void copyRow();
    void updateButtons();

    MessengerModel m_model;
    QPushButton* m_test;
    QPushButton* m_testAll;
    QTableView* m_table;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    TextLabel* m_slower;
};

} // namespace rollcall
