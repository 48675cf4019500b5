using Kolosal.Experiments;
using Kolosal.Learning.Import;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kolosal.Engines.MlNet;

/// <summary>Reads archives of ML.NET (<c>MLContext.Model.Save</c>): trees behind usual preprocessing become ours; every other pipeline is scored by
/// the library itself, so that every transform it knows is taken.</summary>
/// <remarks>Texts come to the library as they are: the texts that its key mappings know are the codes of a column.</remarks>
internal sealed class MlNetReader : IForeignModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format => ModelFormat.Mlnet;

    /// <inheritdoc/>
    public ForeignModel Read(ReadOnlyMemory<byte> file, int classes)
    {
        byte[] archive = file.ToArray();
        var (model, schema) = MlNetArchive.Open(archive);
        var output = model.GetOutputSchema(schema);
        int outputs = Outputs(output);
        // Labels are in the schema of whoever trained it, and are not asked for; the rest has to be numbers or texts.
        var mapper = model.GetRowToRowMapper(schema);
        string[] all = [.. mapper.GetDependencies([Answer(mapper.OutputSchema)]).Select(column => column.Name)];
        foreach (string name in all)
            if (schema[name].Type != NumberDataViewType.Single && schema[name].Type is not TextDataViewType)
                throw new UnsupportedOperatorException(schema[name].Type.ToString()!,
                    $"The pipeline reads '{name}' as {schema[name].Type}; columns of Single "
                    + "and of String are read. Load them as such before training, and combine them in the pipeline.");
        ImmutableArray<string>[] texts = [.. all.Select(name => schema[name].Type is TextDataViewType ? Keys(output, name) : [])];
        ImmutableArray<ForeignInput> inputs = [.. all.Select((name, i) => texts[i].IsEmpty ? ForeignInput.Number(name)
            : new ForeignInput(name, texts[i], Others: true))];
        if (MlNetTreePipeline.Of(model, schema, all, texts) is { } trees && trees.Outputs == outputs)
            return new(ModelReaders.Trees, "ML.NET", trees, inputs, outputs == 1, []);
        return new(MlNetPredictor.Form, "ML.NET", new MlNetPredictor(archive, all, texts, outputs), inputs, outputs == 1,
            outputs > 2 ? Labels(output) : []);
    }

    private static int Outputs(DataViewSchema output)
    {
        if (output.GetColumnOrNull(MlNetScoring.Probability) is not null) return 2;
        if (output.GetColumnOrNull(MlNetScoring.ScoreColumn) is not { } score)
            throw new UnsupportedOperatorException("Score", "The pipeline gives no 'Score' and no 'Probability'; it must end with a predictor.");
        if (output.GetColumnOrNull("PredictedLabel") is { Type: BooleanDataViewType })
            throw new UnsupportedOperatorException("Probability", "The pipeline gives two classes without a 'Probability'; append a calibrator "
                + "(BinaryClassification.Calibrators) and train it again.");
        return score.Type is VectorDataViewType { IsKnownSize: true } vector ? vector.Size : 1;
    }

    private static DataViewSchema.Column Answer(DataViewSchema output) =>
        output.GetColumnOrNull(MlNetScoring.Probability) ?? output[MlNetScoring.ScoreColumn];

    /// <summary>The texts of a column that the pipeline tells apart, from the names of its key values and slots.</summary>
    private static ImmutableArray<string> Keys(DataViewSchema output, string name)
    {
        var known = new List<string>();
        foreach (var column in output)
        {
            if (column.Name != name && !column.Name.StartsWith(name, StringComparison.Ordinal)) continue;
            VBuffer<ReadOnlyMemory<char>> values = default;
            if (HasTextKeys(column)) column.GetKeyValues(ref values);
            else if (column.HasSlotNames()) column.GetSlotNames(ref values);
            else continue;
            foreach (var value in values.DenseValues()) known.Add(value.ToString());
        }
        string[] distinct = [.. known.Distinct(StringComparer.Ordinal)];
        return distinct.Length > 0 ? [.. distinct] : throw new UnsupportedOperatorException("String",
            $"What the pipeline makes of the texts of '{name}' cannot be "
            + "read; map them to keys or one-hot codes under a column name that begins with it.");
    }

    private static ImmutableArray<string> Labels(DataViewSchema output)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (output.GetColumnOrNull("PredictedLabel") is { } label && HasTextKeys(label))
        {
            label.GetKeyValues(ref names);
            return [.. names.DenseValues().Select(value => value.ToString())];
        }
        var score = output[MlNetScoring.ScoreColumn];
        if (!score.HasSlotNames()) return [];
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(value => value.ToString())];
    }

    private static bool HasTextKeys(DataViewSchema.Column column) => column.HasKeyValues()
        && column.Annotations.Schema["KeyValues"].Type is VectorDataViewType { ItemType: TextDataViewType };
}
