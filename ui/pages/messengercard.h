#pragma once

#include "model/tables/messengermodel.h"
#include "ui/pages/tablecard.h"

class QPushButton;
class QStackedLayout;

namespace rollcall
{

class EmptyState;
class TextLabel;

/// Messengers: of every node its endpoint, whether it answers this console and how fast, and which of the
/// other nodes reach it. Below the table what is slower while some do not answer.
class MessengerCard final : public TableCard
{
    Q_OBJECT

public:
    explicit MessengerCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    const MessengerModel& model() const { return m_model; }

Q_SIGNALS:
    void probeAsked(rollcall::NodeId node); ///< null: every node
    void addNodeAsked();

protected:
    QString copyText(const QModelIndex& current) const override;
    std::optional<NamedNode> nodeOf(const QModelIndex& index) const override;
    void fillMenu(QMenu& menu, const QModelIndex& index) override;

private:
    NodeId chosen() const;
    void updateButtons();

    MessengerModel m_model;
    QPushButton* m_test;
    QPushButton* m_testAll;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    TextLabel* m_slower;
};

} // namespace rollcall
