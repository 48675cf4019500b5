using Microsoft.ML.Data;

namespace Kolosal.Engines.MlNet;

/// <summary>A row as ML.NET reads it.</summary>
/// <typeparam name="TLabel">bool for two classes, uint from 0 for several (the view counts from 1), float for numbers.</typeparam>
internal sealed class MlNetRow<TLabel>
{
    /// <summary>The names of the columns.</summary>
    public const string LabelColumn = nameof(Label), WeightColumn = nameof(Weight), FeaturesColumn = nameof(Features);

    /// <summary>What is to be learnt.</summary>
    public TLabel Label { get; set; } = default!;

    /// <summary>How much the row counts.</summary>
    public float Weight { get; set; }

    /// <summary>Every value of the row, rounded to float32.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>The columns for so many features, and so many classes where there are several.</summary>
    public static SchemaDefinition Schema(int features, int classes)
    {
        var schema = SchemaDefinition.Create(typeof(MlNetRow<TLabel>));
        schema[FeaturesColumn].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        if (typeof(TLabel) == typeof(uint)) schema[LabelColumn].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return schema;
    }
}
