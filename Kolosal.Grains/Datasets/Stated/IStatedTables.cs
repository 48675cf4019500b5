namespace Kolosal.Datasets;

/// <summary>Reads small tables of files that state their types, as they state them: nothing is looked at twice and nothing is settled.</summary>
public interface IStatedTables
{
    /// <summary>Reads a Parquet file into memory.</summary>
    /// <param name="content">The file; read to its end into a file of its own that is gone afterwards.</param>
    /// <param name="maximumRows">Rows that are read; one more is read of a longer table, so that it shows.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>The columns, in file order, all of the same length.</returns>
    /// <exception cref="RejectedContentException">It is no Parquet file, or has a column of a type that no cell has.</exception>
    Task<ImmutableArray<StatedColumn>> ReadParquetAsync(Stream content, int maximumRows, CancellationToken cancel);
}
