#pragma once

#include "model/services/backupwords.h"

#include <QWidget>

class QGridLayout;

namespace rollcall
{

/// What is in a backup: a quiet caption, and beside it the words in as many lines as they need.
class BackupFacts final : public QWidget
{
    Q_OBJECT

public:
    explicit BackupFacts(QWidget* parent = nullptr);

    void show(const std::vector<BackupFact>& facts);
    /// "License: Enterprise, 5 nodes", a line each.
    QString text() const;

private:
    QGridLayout* m_grid;
    QString m_text;
};

} // namespace rollcall
