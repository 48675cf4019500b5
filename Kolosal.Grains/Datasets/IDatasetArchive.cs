namespace Kolosal.Datasets;

/// <summary>What lies beside a dataset's rows, and the rows for use elsewhere.</summary>
public interface IDatasetArchive
{
    /// <summary>The profile that was made when the dataset was taken in.</summary>
    /// <exception cref="FileNotFoundException">The dataset was deleted.</exception>
    Task<TableProfile> ReadProfileAsync(DatasetContent content, CancellationToken cancel);

    /// <summary>All rows as CSV or Parquet under the columns' real names; closing the stream removes the file behind it.</summary>
    Task<Stream> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel);
}
