using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>The decoder of predictions, for whoever looks at a model's rows without predicting them.</summary>
internal sealed class ModelRowReader : IModelRowReader
{
    public Result<RawValue[][]> Read(Scorer scorer, MonitoringReference reference, byte[] rows, int most)
    {
        var decoder = new RowDecoder(scorer.InputSchema, scorer.Problem.Target,
            [.. reference.Inputs.Select(input => new LoggedColumn(input.Name, input.Categorical, input.Categories))]);
        var errors = new RowErrors();
        if (decoder.Decode(rows, most, errors) is { } decoded)
        {
            int width = decoder.Columns;
            return Enumerable.Range(0, decoded.Rows).Select(row => decoded.Values[(row * width)..((row + 1) * width)]).ToArray();
        }
        return errors.TooMany ? new Refusal(RefusalKind.TooLarge, "explain.too-many-rows", $"At most {most} rows are taken here; send fewer, or ask "
                + "with \"async\": true.")
            : errors.Malformed is { } why ? Refusal.Invalid("predict.malformed", why)
            : new Refusal(RefusalKind.Unprocessable, "predict.bad-rows", "Some rows cannot be read.", errors.ByPath.ToImmutableDictionary());
    }
}
