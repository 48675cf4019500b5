using Kolosal.Learning.Linear;
using Kolosal.Learning.Quantization;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>What turns bytes of a package back into a predictor that no trainer of ours makes: imported and quantised models.</summary>
/// <remarks>Names are stored in packages, so none is ever given to another form. A process adds those of its engines once, before it loads
/// models.</remarks>
public static class ModelReaders
{
    /// <summary>XGBoost's trees.</summary>
    public const string XGBoost = "imported.xgboost";

    /// <summary>LightGBM's own model text.</summary>
    public const string LightGbm = "imported.lightgbm";

    /// <summary>Operations of a scoring graph, such as those of an ONNX file.</summary>
    public const string Graph = "imported.graph";

    /// <summary>Trees that were read operator by operator.</summary>
    public const string Trees = "imported.trees";

    /// <summary>A linear model that was read operator by operator.</summary>
    public const string Linear = "imported.linear";

    private static readonly Lock Adding = new();

    private static ImmutableDictionary<string, Func<BinaryReader, IPredictor>> readers =
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, Func<BinaryReader, IPredictor>>
        {
            [XGBoost] = XGBoostModel.Read,
            [LightGbm] = LightGbmModel.Read,
            [Graph] = GraphPredictor.Read,
            [Trees] = GradientBoostingModel.Read,
            [Linear] = LinearPredictor.Read,
            [QuantizedTrees.Form] = QuantizedTrees.Read,
            [QuantizedWeights.Form] = QuantizedWeights.Read,
        });

    /// <summary>The reader of a form; null when there is none.</summary>
    public static Func<BinaryReader, IPredictor>? Of(string name) => Volatile.Read(ref readers).GetValueOrDefault(name);

    /// <summary>Says what an engine of this process reads; to say it again changes nothing.</summary>
    public static void Add(string name, Func<BinaryReader, IPredictor> read)
    {
        lock (Adding)
        {
            if (!readers.ContainsKey(name)) Volatile.Write(ref readers, readers.Add(name, read));
        }
    }
}
