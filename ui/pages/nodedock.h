#pragma once

#include "model/tables/freshness.h"
#include "model/tables/signalhistory.h"
#include "ui/dialogs/intent.h"

#include <QWidget>

class QPushButton;

namespace rollcall
{

class ElidedLabel;
class LinkButton;
class SignalCard;
class StateMark;
class TextLabel;

/// The details of the selected node, under the table: one sentence with cause and fix, what can be done, and
/// the three signals side by side.
class NodeDock final : public QWidget
{
    Q_OBJECT

public:
    explicit NodeDock(QWidget* parent = nullptr);

    /// node null: none is selected. view must live until the next call.
    void present(const NodeView* node, const ClusterView& view, const Freshness& freshness,
                 const SignalHistory& history);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);
    void probeAsked(rollcall::NodeId node);
    void eventsAsked(const QString& nodeName);
    void logAsked(rollcall::NodeId node, const QString& unit);

private:
    QWidget* makeHeadline();
    QWidget* makeSignals();
    QWidget* makeFoot();
    void presentActions(const NodeView& node, const ClusterView& view, const Freshness& freshness);
    void openUnits();
    void openLogs();

    QWidget* m_content;
    TextLabel* m_nothing;
    StateMark* m_mark;
    TextLabel* m_title;
    ElidedLabel* m_agreement;
    TextLabel* m_sentence;
    QPushButton* m_units;
    QPushButton* m_drain;
    QPushButton* m_activate;
    QPushButton* m_maintain;
    QPushButton* m_handOver;
    QPushButton* m_probe;
    QPushButton* m_remove;
    SignalCard* m_heartbeat;
    SignalCard* m_messenger;
    SignalCard* m_balancer;
    TextLabel* m_facts;
    LinkButton* m_logs;
    LinkButton* m_events;
    NodeView m_node;
    const ClusterView* m_view = nullptr;
    Freshness m_freshness;
};

} // namespace rollcall
