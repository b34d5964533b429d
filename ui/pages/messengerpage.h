#pragma once

#include "ui/pages/page.h"

namespace rollcall
{

class CardArea;
class KeyCard;
class MeshCard;
class MessengerCard;

/// The messengers, through which orders and live logs reach a node at once: who answers this console, and
/// which nodes reach each other, and which encryption key each has.
class MessengerPage final : public Page
{
    Q_OBJECT

public:
    explicit MessengerPage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("Service Messenger"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    QWidget* mainPane() override;

    MessengerCard& messengers() { return *m_messengers; }
    MeshCard& mesh() { return *m_mesh; }
    KeyCard& keys() { return *m_keys; }

Q_SIGNALS:
    void probeAsked(rollcall::NodeId node); ///< null: every node

private:
    CardArea* m_scroll;
    MessengerCard* m_messengers;
    MeshCard* m_mesh;
    KeyCard* m_keys;
};

} // namespace rollcall
