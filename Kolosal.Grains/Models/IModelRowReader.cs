using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Models;

/// <summary>Reads the rows of a request by a model's own rules, as its predictions do. Safe for any number of callers.</summary>
public interface IModelRowReader
{
    /// <summary>Reads a JSON array of rows.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="reference">Its monitors' columns.</param>
    /// <param name="rows">UTF-8.</param>
    /// <param name="most">Rows that are taken.</param>
    /// <returns>For each row one value a column of the model's input schema. Refused as predictions are.</returns>
    Result<RawValue[][]> Read(Scorer scorer, MonitoringReference reference, byte[] rows, int most);
}
