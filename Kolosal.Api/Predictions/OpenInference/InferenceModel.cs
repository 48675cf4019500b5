using System.Globalization;
using System.Text.Json;

namespace Kolosal.Predictions;

/// <summary>What the protocol says of a model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Versions">The version that is meant.</param>
/// <param name="Platform">What runs it.</param>
/// <param name="Inputs">One tensor a column of the model.</param>
/// <param name="Outputs">What may be asked for.</param>
/// <param name="Properties">Texts for people and for clients that know ours: task, target, classes, each input's categories as JSON arrays.</param>
internal sealed record InferenceModel(
    string Name, ImmutableArray<string> Versions, string Platform, ImmutableArray<InferenceTensor> Inputs, ImmutableArray<InferenceTensor> Outputs,
    ImmutableSortedDictionary<string, string> Properties)
{
    public static InferenceModel Of(string name, ServedModel served)
    {
        var properties = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        properties["task"] = served.Task;
        properties["target"] = served.Target;
        if (!served.Classes.IsEmpty) properties["classes"] = JsonSerializer.Serialize(served.Classes, WireJson.Options);
        string[] optional = [.. served.Inputs.Where(input => input.Optional).Select(input => input.Name)];
        if (optional.Length > 0) properties["optional"] = JsonSerializer.Serialize(optional, WireJson.Options);
        foreach (var input in served.Inputs)
        {
            properties[$"type.{input.Name}"] = input.Type;
            if (!input.Categories.IsEmpty) properties[$"categories.{input.Name}"] = JsonSerializer.Serialize(input.Categories, WireJson.Options);
        }

        return new(name, [served.Version.ToString(CultureInfo.InvariantCulture)], "kolosal",
            [.. served.Inputs.Select(input => new InferenceTensor(input.Name, DataTypes.Of(input), [-1]))], OutputsOf(served),
            properties.ToImmutable());
    }

    private static ImmutableArray<InferenceTensor> OutputsOf(ServedModel served) => served.Classes.IsEmpty
        ? [new(InferOutput.Prediction, DataTypes.Double, [-1]), new(InferOutput.PredictionId, DataTypes.Bytes, [-1])]
        : [
            new(InferOutput.Prediction, DataTypes.Bytes, [-1]), new(InferOutput.Probabilities, DataTypes.Double, [-1, served.Classes.Length]),
            new(InferOutput.PredictionId, DataTypes.Bytes, [-1]),
        ];
}

/// <summary>A tensor that a model takes or gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">As the protocol calls it.</param>
/// <param name="Shape">−1 where the size is the request's to choose.</param>
internal sealed record InferenceTensor(string Name, string Datatype, ImmutableArray<int> Shape);

/// <summary>What the protocol says of the server.</summary>
/// <param name="Name">The product.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">What it knows beside the protocol's core.</param>
internal sealed record InferenceServer(string Name, string Version, ImmutableArray<string> Extensions)
{
    public static readonly InferenceServer This =
        new("kolosal", typeof(InferenceServer).Assembly.GetName().Version?.ToString(3) ?? "0.0.0", ["binary_tensor_data"]);
}
