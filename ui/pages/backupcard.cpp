#include "ui/pages/backupcard.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QVBoxLayout>

namespace rollcall
{

BackupCard::BackupCard(QWidget* parent)
    : Card(QStringLiteral("Backup"), parent)
    , m_create(smallButton(QStringLiteral("Create a Backup…"), this))
    , m_restore(smallButton(QStringLiteral("Restore…"), this))
{
    m_create->setObjectName(QStringLiteral("createBackup"));
    m_restore->setObjectName(QStringLiteral("restoreBackup"));
    m_restore->setAccessibleName(QStringLiteral("Restore a backup…"));
    auto* words =
        new TextLabel(QStringLiteral("Settings, license, priorities and the encryption key in one file that "
                                     "only a passphrase opens. It is no backup of the database."),
                      TextStyle::Base, Ink::Text2, this);
    words->setWordWrap(true);
    setTrailing(m_create);
    setTrailing(m_restore);
    body()->addWidget(words);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // no higher than its words
    connect(m_create, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::CreateBackup, {})); });
    connect(m_restore, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::RestoreBackup, {})); });
}

void BackupCard::present(const ClusterView& view, const Freshness& freshness)
{
    setOffReason(m_create, offReason(Intent::forNode(Act::CreateBackup, {}), view, freshness));
    setOffReason(m_restore, offReason(Intent::forNode(Act::RestoreBackup, {}), view, freshness));
}

} // namespace rollcall
