using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Kolosal.Learning.Explanation;
using Kolosal.Statistics;

namespace Kolosal.Learning.Import;

public class XGBoostReaderTests
{
    [Fact]
    public void Float_thresholds_decide_like_rounded_values_on_both_sides_of_every_boundary()
    {
        var random = new SeededRandom(7);
        float[] special = [0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, 1e-40f,
            16777216f];
        for (int i = 0; i < 4000; i++)
        {
            float t = i < special.Length ? special[i] : BitConverter.Int32BitsToSingle((int)random.NextUInt64());
            if (float.IsNaN(t)) continue;
            double threshold = FloatThreshold.Below(t);
            double[] values = [t, threshold, Math.BitIncrement(threshold), Math.BitDecrement(threshold), MathF.BitDecrement(t), MathF.BitIncrement(t),
                0, t * (1 + 1e-9)];
            foreach (double x in values)
                if (double.IsFinite(x)) Assert.Equal((float)x < t, x <= threshold);
        }
    }

    [Fact]
    public void A_stump_answers_by_its_rule_and_base_score()
    {
        // margin = log(0.25 / 0.75) + leaf: left of 1.5 is +1, else −2; missing goes right.
        var model = Read(Model("binary:logistic", "2.5E-1", Stump(0, 1.5, missingLeft: false, 1, -2)));
        double start = Math.Log(0.25 / 0.75);
        Assert.Equal(start + 1, Margin(model, 1.4999, 9), 1e-6);
        Assert.Equal(start - 2, Margin(model, 1.5, 9), 1e-6);
        Assert.Equal(start - 2, Margin(model, double.NaN, 9), 1e-6);
        double[] output = new double[2];
        model.Score([0, 0], output);
        Assert.Equal(1 / (1 + Math.Exp(-start - 1)), output[1], 1e-7);
        Assert.Equal(1, output[0] + output[1], 15);
    }

    [Fact]
    public void Values_are_compared_as_float32()
    {
        var model = Read(Model("reg:squarederror", "0E0", Stump(0, 0.1f, missingLeft: false, 1, 2)));
        Assert.Equal(2, Margin(model, 0.1, 0)); // (float)0.1 is the threshold itself, although the double 0.1 is below it
        Assert.Equal(1, Margin(model, Math.BitDecrement(0.1 - 1e-8), 0));
    }

    [Fact]
    public void Listed_categories_go_right_others_left_and_missing_its_own_way()
    {
        string tree = """
            {"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[1,0,0],"split_conditions":[NaN,5,7],
            "split_type":[1,0,0],"default_left":[0,0,0],"loss_changes":[1,0,0],
            "sum_hessian":[4,3,1],"categories":[2,70],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[2]}
            """;
        var model = Read(Model("reg:squarederror", "0E0", tree));
        foreach (var (code, expected) in ((double, double)[])[(0, 5), (2, 7), (3, 5), (70, 7), (71, 5), (5000, 5), (-1, 5), (double.NaN, 7)])
            Assert.Equal(expected, Margin(model, 0, code));
        var shap = new TreeShap(model.AdditiveTrees);
        double[] contributions = new double[2];
        shap.Explain([0, 5000], contributions, shap.CreateWorkspace());
        Assert.Equal([0, -0.5], contributions.Select(c => Math.Round(c, 12))); // mean ¾ · 5 + ¼ · 7 = 5.5
    }

    [Fact]
    public void Dropped_trees_count_with_their_weights()
    {
        string gbtree = $$"""{"model":{"trees":[{{Stump(0, 0, true, 1, 2)}},{{Stump(1, 0, true, 10, 20)}}],"tree_info":[0,0]},"name":"gbtree"}""";
        var model = Read(Whole("reg:squarederror", "0E0", 0, $$"""{"name":"dart","gbtree":{{gbtree}},"weight_drop":[0.5,0.25]}"""));
        Assert.Equal(0.5 * 1 + 0.25 * 20, Margin(model, -1, 1));
    }

    [Fact]
    public void Several_trees_a_class_and_round_add_to_the_class_that_the_file_says()
    {
        // Two parallel trees of each of two classes: 0, 0, 1, 1 is not the order t mod 2.
        string trees = string.Join(",", Stump(0, 0, true, 1, 2), Stump(0, 0, true, 10, 20), Stump(0, 0, true, 100, 200),
            Stump(0, 0, true, 1000, 2000));
        var model = Read(Whole("multi:softprob", "5E-1", 2, $$"""{"name":"gbtree","model":{"trees":[{{trees}}],"tree_info":[0,0,1,1]} }"""));
        double[] margins = new double[2];
        model.MarginsOf([-1, 0], margins);
        Assert.Equal([11.5, 1100.5], margins);
        model.AdditiveTrees.RawScores([1, 0], margins);
        Assert.Equal([22.5, 2200.5], margins);
    }

    [Theory]
    [InlineData("count:poisson", 2.0, 0.5), InlineData("reg:gamma", 2.0, 0.5), InlineData("reg:tweedie", 2.0, 0.5),
        InlineData("survival:cox", 2.0, 0.5), InlineData("survival:aft", 2.0, 0.5)]
    public void Objectives_with_a_log_link_answer_the_exponential(string objective, double baseScore, double leaf)
    {
        double[] output = new double[1];
        Read(Model(objective, "2E0", Stump(0, 0, true, leaf, 0))).Score([-1, 0], output);
        Assert.Equal(baseScore * Math.Exp(leaf), output[0], 1e-6);
    }

    [Theory]
    [InlineData("old binary", "binf\0\0\0\0"), InlineData("begins with", ""), InlineData("Not JSON", "{\"learner\": {"),
        InlineData("'learner'", "{\"version\":[1,7,4]}")]
    [InlineData("ends early", "{L\0\0\0\0\0\0\0\u0007learner{"), InlineData("no value begins", "{i\u0001a\u0001")]
    public void Bad_files_are_refused_with_a_reason(string reason, string file) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => XGBoostReader.Read(Encoding.Latin1.GetBytes(file))).Message,
            StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("\"left_children\":[1,", "\"left_children\":[0,", "two parents"),
        InlineData("\"left_children\":[1,", "\"left_children\":[9,", "no child"),
        InlineData("\"split_indices\":[0", "\"split_indices\":[7", "column 7")]
    [InlineData("\"sum_hessian\":[4,3,1]", "\"sum_hessian\":[4,3]", "nodes"), InlineData("reg:squarederror", "reg:unheard", "unheard"),
        InlineData("\"gbtree\"", "\"gblinear\"", "gblinear")]
    [InlineData("\"tree_info\":[0]", "\"tree_info\":[3]", "add to"), InlineData("\"num_class\":\"0\"", "\"num_class\":\"3\"", "classes"),
        InlineData("[1,7,4]", "[4,0,0]", "versions")]
    [InlineData("\"num_target\":\"1\"", "\"num_target\":\"2\"", "target"), InlineData("0E0", "none", "base score"),
        InlineData("\"default_left\":[1,0,0]", "\"default_left\":{}", "list")]
    public void Inconsistent_files_are_refused_with_a_reason(string from, string to, string reason)
    {
        string file = Model("reg:squarederror", "0E0", Stump(0, 0, true, 1, 2));
        Assert.Contains(from, file);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(file.Replace(from, to, StringComparison.Ordinal))).Message);
    }

    [Fact]
    public void Universal_binary_JSON_says_the_same_and_none_of_its_beginnings_is_accepted()
    {
        string json = Model("binary:logistic", "2.5E-1", Stump(0, 1.5, missingLeft: false, 1, -2));
        byte[] bytes = Ubj(JsonDocument.Parse(json).RootElement);
        var model = XGBoostReader.Read(bytes);
        Assert.Equal(Margin(Read(json), 1, 1), Margin(model, 1, 1));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => XGBoostReader.Read(bytes.AsMemory(0, length)));
        for (int i = 0; i < bytes.Length; i++) // a damaged byte is refused or read, never another failure
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x55;
            var fault = Record.Exception(() => XGBoostReader.Read(damaged));
            Assert.True(fault is null or InvalidDataException, $"byte {i}: {fault}");
        }
    }

    [Fact]
    public void A_claim_of_billions_of_values_is_refused_before_they_are_allocated()
    {
        byte[] claim = [(byte)'{', (byte)'i', 1, (byte)'a', (byte)'[', (byte)'$', (byte)'d', (byte)'#', (byte)'l', 0x7F, 0xFF, 0xFF, 0xFF];
        Assert.Contains("exceeds", Assert.Throws<InvalidDataException>(() => XGBoostReader.Read(claim)).Message);
        byte[] nested = [(byte)'{', (byte)'i', 1, (byte)'a', .. Enumerable.Repeat((byte)'[', 5000)];
        Assert.Contains("nested", Assert.Throws<InvalidDataException>(() => XGBoostReader.Read(nested)).Message);
    }

    [Fact]
    public void A_model_written_and_read_back_is_the_same_and_its_beginnings_are_refused()
    {
        var model = Read(Model("binary:logistic", "2.5E-1", Stump(0, 1.5, missingLeft: false, 1, -2)));
        byte[] bytes = Bytes(model);
        var back = XGBoostModel.Read(new BinaryReader(new MemoryStream(bytes)));
        Assert.Equal(bytes, Bytes(back));
        Assert.Equal(Margin(model, 3, 1), Margin(back, 3, 1));
        Assert.Equal(model.FeatureNames.AsSpan(), back.FeatureNames.AsSpan());
        for (int length = 0; length < bytes.Length; length++)
        {
            var fault = Record.Exception(() => XGBoostModel.Read(new BinaryReader(new MemoryStream(bytes, 0, length))));
            Assert.True(fault is InvalidDataException or EndOfStreamException, $"{length}: {fault?.GetType().Name ?? "accepted"}");
        }
    }

    private static double Margin(XGBoostModel model, double x0, double x1)
    {
        double[] margin = new double[1];
        model.MarginsOf([x0, x1], margin);
        return margin[0];
    }

    private static string Stump(int column, double threshold, bool missingLeft, double left, double right) => FormattableString.Invariant(
        $$"""
        {"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[{{column}},0,0],"split_conditions":[{{threshold}},{{left}},{{right}}],
        "split_type":[0,0,0],"default_left":[{{(missingLeft ? 1 : 0)}},0,0],"loss_changes":[1,0,0],"sum_hessian":[4,3,1]}
        """);

    private static string Model(string objective, string baseScore, string tree) =>
        Whole(objective, baseScore, 0, $$"""{"name":"gbtree","model":{"trees":[{{tree}}],"tree_info":[0]} }""");

    private static string Whole(string objective, string baseScore, int classes, string booster) =>
        $$$"""
        {"version":[1,7,4],"learner":{"feature_names":["a","b"],"learner_model_param":
        {"base_score":"{{{baseScore}}}","num_class":"{{{classes}}}","num_feature":"2","num_target":"1"},
        "objective":{"name":"{{{objective}}}"},"gradient_booster":{{{booster}}} } }
        """;

    private static XGBoostModel Read(string json) => XGBoostReader.Read(Encoding.UTF8.GetBytes(json));

    private static byte[] Bytes(XGBoostModel model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) model.Write(writer);
        return stream.ToArray();
    }

    /// <summary>A writer of its own: objects and texts as they come, lists of numbers typed and counted, as XGBoost writes them.</summary>
    private static byte[] Ubj(JsonElement element)
    {
        static byte[] Long(int value)
        {
            var bytes = new byte[9];
            bytes[0] = (byte)'L';
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), value);
            return bytes;
        }
        static byte[] Float(double value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteSingleBigEndian(bytes, (float)value);
            return bytes;
        }
        static byte[] Text(string text) => [.. Long(text.Length), .. Encoding.UTF8.GetBytes(text)];
        return element.ValueKind switch
        {
            JsonValueKind.Object => [(byte)'{', .. element.EnumerateObject().SelectMany(m => (byte[])[.. Text(m.Name), .. Ubj(m.Value)]), (byte)'}'],
            JsonValueKind.Array when element.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number) =>
                [(byte)'[', (byte)'$', (byte)'d', (byte)'#', .. Long(element.GetArrayLength()),
                    .. element.EnumerateArray().SelectMany(e => Float(e.GetDouble()))],
            JsonValueKind.Array => [(byte)'[', (byte)'#', .. Long(element.GetArrayLength()), .. element.EnumerateArray().SelectMany(Ubj)],
            JsonValueKind.String => [(byte)'S', .. Text(element.GetString()!)],
            _ => [(byte)'d', .. Float(element.GetDouble())],
        };
    }
}
