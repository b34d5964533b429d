#pragma once

#include "model/tables/freshness.h"
#include "ui/dialogs/intent.h"
#include "ui/widgets/card.h"

class QPushButton;

namespace rollcall
{

/// Backup: what one is, and the two things that can be done with it.
class BackupCard final : public Card
{
    Q_OBJECT

public:
    explicit BackupCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    QPushButton* m_create;
    QPushButton* m_restore;
};

} // namespace rollcall
