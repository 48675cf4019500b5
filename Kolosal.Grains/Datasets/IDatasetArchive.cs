namespace Kolosal.Datasets;

/// <summary>What lies beside a dataset's rows, and the rows for use elsewhere.</summary>
public interface IDatasetArchive
{
    /// <summary>The profile that was made when the dataset was taken in.</summary>
    /// <exception cref="FileNotFoundException">The dataset was deleted.</exception>
    Task<TableProfile> ReadProfileAsync(DatasetContent content, CancellationToken cancel);

    /// <summary>Reads columns again by their own texts, as another type or in another format.</summary>
    /// <exception cref="FileNotFoundException">The dataset was deleted.</exception>
    Task<ImmutableArray<RereadColumn>> RereadAsync(DatasetContent content, IReadOnlyList<ColumnRequest> columns, CancellationToken cancel);

    /// <summary>Looks for cells under the present schema.</summary>
    /// <exception cref="FileNotFoundException">The dataset was deleted.</exception>
    Task<ImmutableArray<CellAnswer>> FindAsync(DatasetContent content, IReadOnlyList<CellQuestion> questions, CancellationToken cancel);

    /// <summary>Puts the rows into a file of the staging area for as long as the work needs it.</summary>
    /// <exception cref="FileNotFoundException">The dataset was deleted.</exception>
    Task<T> WithRowsAsync<T>(DatasetContent content, Func<string, Task<T>> work, CancellationToken cancel);

    /// <summary>All rows as CSV or Parquet under the columns' real names; closing the stream removes the file behind it.</summary>
    Task<Stream> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel);
}
