#include "ui/mainwindow/uistate.h"

#include <QHeaderView>
#include <QSplitter>
#include <QStandardPaths>
#include <QTableView>

namespace rollcall
{

namespace
{

// Every key of the file.
const QString windowGeometry = QStringLiteral("window/geometry");
const QString splitterKey = QStringLiteral("splitters/%1");
const QString sortColumnKey = QStringLiteral("tables/%1/sortColumn");
const QString sortOrderKey = QStringLiteral("tables/%1/sortDescending");
const QString themeKey = QStringLiteral("theme");
const QString columnsKey = QStringLiteral("tables/nodes/hiddenColumns");
const QString clusterKey = QStringLiteral("last/cluster");
const QString pageKey = QStringLiteral("last/page");

} // namespace

QString UiState::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/rollcall/console.ini");
}

UiState::UiState(const QString& file)
    : m_settings(file, QSettings::IniFormat)
{
}

void UiState::saveWindow(const QWidget& window)
{
    m_settings.setValue(windowGeometry, window.saveGeometry());
}

bool UiState::restoreWindow(QWidget& window) const
{
    return window.restoreGeometry(m_settings.value(windowGeometry).toByteArray());
}

void UiState::saveSplitter(const QString& name, const QSplitter& splitter)
{
    m_settings.setValue(splitterKey.arg(name), splitter.saveState());
}

void UiState::restoreSplitter(const QString& name, QSplitter& splitter) const
{
    splitter.restoreState(m_settings.value(splitterKey.arg(name)).toByteArray());
}

void UiState::saveSorting(const QString& name, const QHeaderView& header)
{
    m_settings.setValue(sortColumnKey.arg(name), header.sortIndicatorSection());
    m_settings.setValue(sortOrderKey.arg(name), header.sortIndicatorOrder() == Qt::DescendingOrder);
}

void UiState::restoreSorting(const QString& name, QTableView& table) const
{
    const QVariant column = m_settings.value(sortColumnKey.arg(name));
    if (!column.isValid() || column.toInt() < 0 || column.toInt() >= table.horizontalHeader()->count())
        return;
    table.sortByColumn(column.toInt(), m_settings.value(sortOrderKey.arg(name)).toBool()
                                           ? Qt::DescendingOrder
                                           : Qt::AscendingOrder);
}

QString UiState::theme() const
{
    return m_settings.value(themeKey, QStringLiteral("system")).toString();
}

void UiState::setTheme(const QString& word)
{
    m_settings.setValue(themeKey, word);
}

QStringList UiState::hiddenColumns() const
{
    return m_settings.value(columnsKey).toStringList();
}

void UiState::setHiddenColumns(const QStringList& titles)
{
    m_settings.setValue(columnsKey, titles);
}

QString UiState::lastCluster() const
{
    return m_settings.value(clusterKey).toString();
}

void UiState::setLastCluster(const QString& profile)
{
    m_settings.setValue(clusterKey, profile);
}

QString UiState::lastPage() const
{
    return m_settings.value(pageKey).toString();
}

void UiState::setLastPage(const QString& page)
{
    m_settings.setValue(pageKey, page);
}

} // namespace rollcall
