using System.Buffers;
using System.Numerics.Tensors;

namespace Kolosal.Learning.Neural;

/// <summary>A trained tabular network: the mean of its members' probabilities, or values.</summary>
public sealed class TabularNetworkPredictor : IPredictor
{
    private const byte Version = 1;

    // No sound model comes near: damaged bytes end there.
    private const int MaxColumns = 1 << 20, MaxEdges = 1 << 10, MaxSize = 32, MaxCodes = 1 << 24, MaxMembers = 64, MaxLayers = 6, MaxUnits = 512,
        MaxClasses = 1 << 16, MaxParameters = 1 << 28, MaxOnStack = 4096;
    private readonly TabularShape shape;
    private readonly float[] parameters;
    private readonly int classes, widest;
    private readonly double center, scale;

    /// <param name="shape">Of the network.</param>
    /// <param name="parameters">With knots in the table's place.</param>
    /// <param name="classes">0 for a regression.</param>
    /// <param name="center">Added to a regression's output after scaling.</param>
    /// <param name="scale">What a regression's output is multiplied with.</param>
    internal TabularNetworkPredictor(TabularShape shape, float[] parameters, int classes, double center, double scale)
    {
        (this.shape, this.parameters, this.classes, this.center, this.scale) = (shape, parameters, classes, center, scale);
        widest = Math.Max(shape.Width, shape.Units);
    }

    /// <inheritdoc/>
    public int Inputs => shape.Columns.Length;

    /// <inheritdoc/>
    public int Outputs => Math.Max(1, classes);

    /// <summary>How many networks answer.</summary>
    public int Members => shape.Members;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output) => Score(row, output, 0, shape.Members);

    /// <summary>What one member alone answers.</summary>
    /// <param name="row"><see cref="Inputs"/> encoded values.</param>
    /// <param name="member">0 … <see cref="Members"/> − 1.</param>
    /// <param name="output">Receives <see cref="Outputs"/> values.</param>
    public void ScoreMember(ReadOnlySpan<double> row, int member, Span<double> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(member);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(member, Members);
        Score(row, output, member, 1);
    }

    /// <summary>Members are the rows of each product, so that shared weights are read once.</summary>
    private void Score(ReadOnlySpan<double> row, Span<double> output, int first, int members)
    {
        int units = shape.Units, room = shape.Width + members * (widest + 2 * units) + shape.Outputs;
        float[]? rented = room > MaxOnStack ? ArrayPool<float>.Shared.Rent(room) : null;
        Span<float> space = rented ?? stackalloc float[MaxOnStack], embedded = space[..shape.Width],
            scaled = space.Slice(shape.Width, members * widest),
            products = space.Slice(shape.Width + members * widest, members * units),
            hidden = space.Slice(shape.Width + members * (widest + units), members * units),
            scores = space.Slice(room - shape.Outputs, shape.Outputs);
        embedded[^FloatMatrix.Lanes..].Clear();
        for (int c = 0; c < row.Length; c++) shape.EmbedCell(c, shape.Columns[c].Read(row[c]), parameters, embedded);
        for (int l = 0; l < shape.Layers; l++)
        {
            int width = shape.InputsOf(l);
            for (int i = 0; i < members; i++)
                TensorPrimitives.Multiply(l == 0 ? embedded : hidden.Slice(i * units, units), Own(first + i)[shape.InputScales(l)],
                    scaled.Slice(i * width, width));
            FloatMatrix.Multiply(scaled, width, 1, parameters.AsSpan()[shape.WeightsOf(l)], products, members, width, units);
            for (int i = 0; i < members; i++)
                MemberPass.Activate(products.Slice(i * units, units), Own(first + i)[shape.OutputScales(l)], Own(first + i)[shape.Offsets(l)],
                    hidden.Slice(i * units, units));
        }
        output = output[..Outputs];
        output.Clear();
        for (int i = 0; i < members; i++)
        {
            MemberPass.Answer(shape, hidden.Slice(i * units, units), Own(first + i), scores);
            TabularLoss.AddAnswer(scores, classes, output);
        }
        foreach (ref double value in output) value = center + scale * (value / members);
        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(classes);
        writer.Write(center);
        writer.Write(scale);
        writer.Write(shape.Members);
        writer.Write(shape.Layers);
        writer.Write(shape.Units);
        writer.Write(Inputs);
        foreach (var column in shape.Columns)
        {
            writer.Write(column.Cardinality);
            writer.Write(column.Size);
            writer.Write(column.Edges.Length);
            writer.WriteNumbers(column.Edges);
            writer.Write(column.Center);
            writer.Write(column.Scale);
        }
        foreach (float parameter in parameters) writer.Write(parameter);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a tabular network.</exception>
    public static TabularNetworkPredictor Read(BinaryReader reader)
    {
        if (reader.ReadVersion(Version) == 0) throw new InvalidDataException("Not a tabular network: it has no version.");
        int classes = reader.ReadInt32();
        double center = reader.ReadDouble(), scale = reader.ReadDouble();
        int members = reader.ReadInt32(), layers = reader.ReadInt32(), units = reader.ReadInt32(), count = reader.ReadInt32();
        bool sound = classes is 0 or (>= 2 and <= MaxClasses) && double.IsFinite(center + scale) && members is >= 1 and <= MaxMembers
            && layers is >= 1 and <= MaxLayers && units is >= FloatMatrix.Lanes and <= MaxUnits && units % FloatMatrix.Lanes == 0
            && count is >= 1 and <= MaxColumns;
        if (!sound)
            throw new InvalidDataException($"Not a tabular network: {classes} classes, centre {center}, scale {scale}, {members} members of {layers} "
                + $"layers of {units} units, {count} columns.");
        var columns = new List<ColumnEmbedding>();
        for (int c = 0; c < count; c++) columns.Add(ReadColumn(reader, c));
        long table = columns.Sum(column => (long)column.Vectors * column.Size);
        if (table > MaxParameters) throw new InvalidDataException($"Not a tabular network: a table of {table} numbers.");
        var shape = new TabularShape([.. columns], members, layers, units, TabularRows.ScoresOf(classes));
        if (shape.Length > MaxParameters) throw new InvalidDataException($"Not a tabular network: {shape.Length} numbers.");
        return new(shape, Floats(reader, shape.Length), classes, center, scale);
    }

    private static ColumnEmbedding ReadColumn(BinaryReader reader, int column)
    {
        int cardinality = reader.ReadInt32(), size = reader.ReadInt32(), count = reader.ReadInt32();
        if (size is < 1 or > MaxSize || cardinality is < 0 or > MaxCodes || (cardinality == 0 ? count is < 2 or > MaxEdges : count != 0))
            throw new InvalidDataException($"Not a tabular network: column {column} has {cardinality} codes, {count} edges, {size} numbers.");
        double[] edges = reader.ReadFinite(count);
        double center = reader.ReadDouble(), scale = reader.ReadDouble();
        for (int t = 1; t < edges.Length; t++)
            if (!(edges[t] > edges[t - 1])) throw new InvalidDataException($"Not a tabular network: edges of column {column} do not rise.");
        if (!double.IsFinite(center) || !(scale > 0) || !double.IsFinite(scale))
            throw new InvalidDataException($"Not a tabular network: column {column} has centre {center}, scale {scale}.");
        return new(edges, center, scale, cardinality, size);
    }

    /// <summary>Read block by block, so that a false length ends at the end of the bytes.</summary>
    private static float[] Floats(BinaryReader reader, int count)
    {
        var numbers = new List<float>(Math.Min(count, 1 << 14));
        for (int i = 0; i < count; i++)
        {
            float number = reader.ReadSingle();
            if (!float.IsFinite(number)) throw new InvalidDataException($"Not a tabular network: {number} among its parameters.");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private ReadOnlySpan<float> Own(int member) => parameters.AsSpan()[shape.MemberOf(member)];
}
