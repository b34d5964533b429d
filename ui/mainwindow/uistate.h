#pragma once

#include <QSettings>
#include <QString>
#include <QStringList>

class QHeaderView;
class QSplitter;
class QTableView;
class QWidget;

namespace rollcall
{

/// What the window remembers between two starts, in one place: geometry, splitters, sorting, hidden columns,
/// theme, the last cluster and page. $XDG_CONFIG_HOME/rollcall/console.ini
class UiState
{
public:
    static QString defaultFile();
    explicit UiState(const QString& file = defaultFile());

    void saveWindow(const QWidget& window);
    bool restoreWindow(QWidget& window) const; ///< false: never saved
    void saveSplitter(const QString& name, const QSplitter& splitter);
    void restoreSplitter(const QString& name, QSplitter& splitter) const;
    void saveSorting(const QString& name, const QHeaderView& header);
    void restoreSorting(const QString& name, QTableView& table) const;

    QString theme() const;
    void setTheme(const QString& word);
    QStringList hiddenColumns() const;
    void setHiddenColumns(const QStringList& titles);
    QString lastCluster() const;
    void setLastCluster(const QString& profile);
    QString lastPage() const;
    void setLastPage(const QString& page);

private:
    QSettings m_settings;
};

} // namespace rollcall
