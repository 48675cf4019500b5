using Kolosal.Learning;
using Kolosal.Learning.Import;
using Kolosal.Learning.Quantization;

namespace Kolosal.Experiments;

/// <summary>What imports and quantisations refuse, in one place so that the codes stay stable.</summary>
internal static class ImportRefusals
{
    /// <summary>The refusal that a foreseen failure of the work is; null where it is a fault.</summary>
    public static Refusal? Of(Exception failure) => failure switch
    {
        UnsupportedOperatorException unsupported => Refusal.Unprocessable("models.import-unsupported-operator", unsupported.Message),
        ForeignColumnsException columns => Refusal.Unprocessable("models.import-columns", columns.Message),
        NotQuantizableException kind => Refusal.Unprocessable("models.not-quantizable", kind.Message),
        TrainingException rows => Refusal.Unprocessable("models.import-columns", rows.Message),
        TrainingMemoryException memory => Refusal.Unprocessable("models.import-memory", memory.Message),
        InvalidDataException file => Refusal.Unprocessable("models.import-unreadable", $"The model file cannot be read: {file.Message}"),
        _ => null,
    };

    public static Refusal Gone(string what) => Refusal.NotFound("models.import-file-gone", $"{what} is not in the store; send it again.");

    public static Refusal Metric(string metric, IEnumerable<string> defined) => Refusal.Unprocessable("models.import-metric",
        $"The metric '{metric}' is not defined for this model; use one of {string.Join(", ", defined)}.");

    public static Refusal Signature(string why) => Refusal.Unprocessable("models.import-signature", why);

    public static Refusal NoRows(string model, int version) => Refusal.Conflict("models.no-rows-to-measure",
        $"The rows that {model}:{version} was measured on are not known or deleted; name labelled rows with \"dataset_id\".");
}
