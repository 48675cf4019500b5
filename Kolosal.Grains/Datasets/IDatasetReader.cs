using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Reads the rows of a dataset into memory. The work runs on threads of its own,
/// never on a grain's scheduler. Safe for any number of callers.</summary>
public interface IDatasetReader
{
    /// <summary>The rows in file order, under the dataset's present schema.</summary>
    /// <param name="content">What <see cref="IDatasetGrain.OpenAsync"/> answered.</param>
    /// <param name="columns">Names of the columns to read, in this order; null reads all.</param>
    /// <param name="rows">At most this many, from the first; null reads all.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <remarks>A value that is not of the schema's type (after an override) is missing in the frame; so are NaN and infinities.</remarks>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="FileNotFoundException">The blob is gone: the dataset was deleted.</exception>
    Task<Frame> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, int? rows, CancellationToken cancel);
}
