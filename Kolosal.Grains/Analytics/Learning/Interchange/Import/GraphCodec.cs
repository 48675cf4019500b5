using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Import;

/// <summary>The bytes of a <see cref="GraphPredictor"/>: version 1 is the columns, then node after node, little-endian.</summary>
internal static class GraphCodec
{
    private const byte Version = 1;

    // No sound model comes near; damaged bytes end there.
    private const int MaxElements = 1 << 28;

    private enum Kind : byte
    {
        Number,
        Text,
        Constant,
        Unary,
        Binary,
        Select,
        Pick,
        Join,
        Linear,
        Maximum,
        TextTable,
        CodeTable,
        Trees,
    }

    public static void Write(BinaryWriter writer, GraphPredictor graph)
    {
        writer.Write(Version);
        writer.Write(graph.Columns.Length);
        foreach (var column in graph.Columns)
        {
            writer.Write(column.Column);
            Texts(writer, column.Categories.IsDefault ? [] : column.Categories);
        }
        writer.Write(graph.Nodes.Length);
        foreach (var node in graph.Nodes) Write(writer, node);
        Value(writer, graph.Output);
    }

    public static GraphPredictor Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Imported graphs are written in version {Version}, got {version}.");
        var columns = List(reader, r => new GraphColumn(r.ReadString(), Texts(r)));
        var nodes = List(reader, ReadNode);
        return new(columns, nodes, Value(reader));
    }

    private static void Write(BinaryWriter writer, GraphNode node)
    {
        switch (node)
        {
            case NumberNode number:
                Begin(Kind.Number);
                writer.Write(number.Column);
                break;
            case TextNode text:
                Begin(Kind.Text);
                writer.Write(text.Column);
                break;
            case ConstantNode constant:
                Begin(Kind.Constant);
                Numbers(writer, constant.Values);
                break;
            case UnaryNode unary:
                Begin(Kind.Unary);
                writer.Write((byte)unary.Operation);
                Value(writer, unary.Of);
                break;
            case BinaryNode binary:
                Begin(Kind.Binary);
                writer.Write((byte)binary.Operation);
                Value(writer, binary.Left);
                Value(writer, binary.Right);
                break;
            case SelectNode select:
                Begin(Kind.Select);
                Value(writer, select.Condition);
                Value(writer, select.Then);
                Value(writer, select.Otherwise);
                break;
            case PickNode pick:
                Begin(Kind.Pick);
                Value(writer, pick.Of);
                Integers(writer, pick.Positions);
                break;
            case JoinNode join:
                Begin(Kind.Join);
                writer.Write(join.Parts.Length);
                foreach (var part in join.Parts) Value(writer, part);
                break;
            case LinearNode linear:
                Begin(Kind.Linear);
                Value(writer, linear.Of);
                Numbers(writer, linear.Weights);
                Numbers(writer, linear.Offsets);
                break;
            case MaximumNode maximum:
                Begin(Kind.Maximum);
                Value(writer, maximum.Of);
                break;
            case TextTableNode table:
                Begin(Kind.TextTable);
                Value(writer, table.Text);
                Texts(writer, table.Keys);
                Numbers(writer, table.Table);
                writer.Write(table.Columns);
                break;
            case CodeTableNode table:
                Begin(Kind.CodeTable);
                Value(writer, table.Code);
                writer.Write(table.Codes);
                Numbers(writer, table.Table);
                writer.Write(table.Columns);
                break;
            case TreesNode trees:
                Begin(Kind.Trees);
                Value(writer, trees.Of);
                Trees(writer, trees.Trees);
                break;
        }

        void Begin(Kind kind) => writer.Write((byte)kind);
    }

    private static GraphNode ReadNode(BinaryReader reader)
    {
        var kind = (Kind)reader.ReadByte();
        switch (kind)
        {
            case Kind.Number: return new NumberNode(reader.ReadString());
            case Kind.Text: return new TextNode(reader.ReadString());
            case Kind.Constant: return new ConstantNode(Numbers(reader));
            case Kind.Unary: return new UnaryNode(Defined((UnaryOperation)reader.ReadByte()), Value(reader));
            case Kind.Binary: return new BinaryNode(Defined((BinaryOperation)reader.ReadByte()), Value(reader), Value(reader));
            case Kind.Select: return new SelectNode(Value(reader), Value(reader), Value(reader));
            case Kind.Pick:
                var picked = new PickNode(Value(reader), Integers(reader));
                return picked.Positions.All(p => (uint)p < (uint)picked.Of.Width) ? picked : throw Unsound("a number is picked that is not there");
            case Kind.Join: return new JoinNode(List(reader, Value));
            case Kind.Linear:
                var linear = new LinearNode(Value(reader), Numbers(reader), Numbers(reader));
                return linear.Weights.Length == linear.Of.Width * linear.Width ? linear : throw Unsound("weights do not fit");
            case Kind.Maximum: return new MaximumNode(Value(reader));
            case Kind.TextTable:
                var texts = new TextTableNode(Value(reader), Texts(reader), Numbers(reader), reader.ReadInt32());
                return texts.Columns >= 1 && texts.Table.Length == (texts.Keys.Length + 2) * texts.Columns ? texts
                    : throw Unsound("a table does not fit");
            case Kind.CodeTable:
                var codes = new CodeTableNode(Value(reader), reader.ReadInt32(), Numbers(reader), reader.ReadInt32());
                return codes.Columns >= 1 && codes.Codes >= 0 && codes.Table.Length == (codes.Codes + 1L) * codes.Columns ? codes
                    : throw Unsound("a table does not fit");
            case Kind.Trees:
                var trees = new TreesNode(Value(reader), Trees(reader));
                return IsSound(trees) ? trees : throw Unsound("a tree leads out of itself");
            default: throw Unsound($"a node of kind {(byte)kind}");
        }
    }

    private static bool IsSound(TreesNode node)
    {
        var trees = node.Trees;
        if (trees.Roots.Length < 1 || trees.Roots[0] != 0 || trees.Roots[^1] != trees.Columns.Length || trees.ScoreOf.Length != trees.Trees
            || trees.Inputs != node.Of.Width) return false;
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            int from = trees.Roots[tree], to = trees.Roots[tree + 1], score = trees.ScoreOf[tree];
            if (from >= to || from < 0 || to > trees.Columns.Length || score < -1 || score >= trees.BaseScores.Length) return false;
            for (int at = from; at < to; at++)
            {
                int child = trees.Children[at];
                bool sound = trees.Columns[at] < 0
                    ? child >= 0 && child <= trees.Values.Length - (score < 0 ? trees.BaseScores.Length : 1)
                    : trees.Columns[at] < trees.Inputs && child > at && child + 1 < to;
                if (!sound) return false;
            }
        }
        return true;
    }

    private static void Trees(BinaryWriter writer, GraphTrees trees)
    {
        writer.Write(trees.Inputs);
        foreach (var list in (ImmutableArray<int>[])[trees.Roots, trees.Columns, trees.Children, trees.ScoreOf]) Integers(writer, list);
        foreach (var list in (ImmutableArray<double>[])[trees.Thresholds, trees.Values, trees.BaseScores]) Numbers(writer, list);
        foreach (bool left in trees.MissingLeft) writer.Write(left);
        writer.Write(trees.Scale);
    }

    private static GraphTrees Trees(BinaryReader reader)
    {
        int inputs = reader.ReadInt32();
        ImmutableArray<int> roots = Integers(reader), columns = Integers(reader), children = Integers(reader), scoreOf = Integers(reader);
        ImmutableArray<double> thresholds = Numbers(reader), values = Numbers(reader), baseScores = Numbers(reader);
        if (children.Length != columns.Length || thresholds.Length != columns.Length) throw Unsound("trees whose lists differ in length");
        var missing = ImmutableArray.CreateBuilder<bool>();
        for (int node = 0; node < columns.Length; node++) missing.Add(reader.ReadBoolean());
        return new(inputs, roots, columns, thresholds, missing.ToImmutable(), children, values, scoreOf, baseScores, reader.ReadDouble());
    }

    private static void Value(BinaryWriter writer, GraphValue value)
    {
        writer.Write(value.Node);
        writer.Write(value.Width);
    }

    private static GraphValue Value(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt32());

    private static void Numbers(BinaryWriter writer, ImmutableArray<double> numbers)
    {
        writer.Write(numbers.Length);
        foreach (double number in numbers) writer.Write(number);
    }

    private static ImmutableArray<double> Numbers(BinaryReader reader) => List(reader, r => r.ReadDouble());

    private static void Integers(BinaryWriter writer, ImmutableArray<int> numbers)
    {
        writer.Write(numbers.Length);
        foreach (int number in numbers) writer.Write(number);
    }

    private static ImmutableArray<int> Integers(BinaryReader reader) => List(reader, r => r.ReadInt32());

    private static void Texts(BinaryWriter writer, ImmutableArray<string> texts)
    {
        writer.Write(texts.Length);
        foreach (string text in texts) writer.Write(text);
    }

    private static ImmutableArray<string> Texts(BinaryReader reader) => List(reader, r => r.ReadString());

    private static ImmutableArray<T> List<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        int length = reader.ReadInt32();
        if (length is < 0 or > MaxElements) throw Unsound($"a list of {length}");
        // Grown as it is read, so that a wrong length ends at the end of the stream and not in a huge allocation.
        var list = ImmutableArray.CreateBuilder<T>(Math.Min(length, 1 << 16));
        for (int i = 0; i < length; i++) list.Add(read(reader));
        return list.ToImmutable();
    }

    private static T Defined<T>(T operation) where T : struct, Enum =>
        Enum.IsDefined(operation) ? operation : throw Unsound($"the operation {operation}");

    private static InvalidDataException Unsound(string what) => new($"Not an imported graph: {what}.");
}
