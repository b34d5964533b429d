#pragma once

#include "model/tables/storagematrixmodel.h"
#include "ui/widgets/card.h"

#include <QTimer>

class QPushButton;
class QTableView;

namespace rollcall
{

class MatrixDelegate;
class NamesHeader;
class TextLabel;

/// Who Sees Whose File: a square with the nodes that read beside it and those that write above it, which stay
/// in sight while it scrolls. With shape and time where there is room, else with the shape alone.
class StorageMatrixCard final : public Card
{
    Q_OBJECT

public:
    explicit StorageMatrixCard(QWidget* parent = nullptr);
    void present(const ClusterView& view, const Freshness& freshness);
    QTableView* table() const { return m_table; }
    const StorageMatrixModel& model() const { return m_model; }
    bool isCompact() const;

    /// "reader,writer,state,rounds_behind,read_ms,sentence" and a line for each cell; RFC 4180.
    static QByteArray toCsv(const std::vector<StorageMatrixModel::Sight>& sights);
    /// Into the file at path; says below the square how it went.
    void exportTo(const QString& path);

Q_SIGNALS:
    void nodeAsked(rollcall::NodeId node);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();
    void showFoot(const ClusterView& view, const Freshness& freshness);
    void say(const QString& sentence);
    void copyAll();
    void chooseFile();

    StorageMatrixModel m_model;
    QTableView* m_table;
    NamesHeader* m_readers;
    NamesHeader* m_writers;
    MatrixDelegate* m_delegate;
    QPushButton* m_copy;
    QPushButton* m_export;
    TextLabel* m_foot;
    QString m_counts; ///< what the foot says when nothing was just copied
    QTimer m_moment;  ///< for which the foot says how an export went
};

} // namespace rollcall
