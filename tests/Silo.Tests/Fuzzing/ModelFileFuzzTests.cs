using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Engines.MlNet;
using Kolosal.Learning;
using Kolosal.Learning.Import;
using Kolosal.Learning.Interchange;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Testing;
using Microsoft.ML;

namespace Kolosal.Fuzzing;

/// <summary>Files of models that somebody sends: whatever is in them, they are read or refused.</summary>
public sealed class ModelFileFuzzTests
{
    private const string XgBoost = """
        {"version":[1,7,4],"learner":{"feature_names":["a","b"],"learner_model_param":
        {"base_score":"2.5E-1","num_class":"0","num_feature":"2","num_target":"1"},
        "objective":{"name":"binary:logistic"},"gradient_booster":{"name":"gbtree","model":{"trees":[
        {"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],"split_conditions":[1.5,1,-2],
        "split_type":[0,0,0],"default_left":[1,0,0],"loss_changes":[1,0,0],"sum_hessian":[4,3,1]}],"tree_info":[0]} } } }
        """;

    private const string LightGbm =
        "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\nobjective=regression\n"
        + "feature_names=a b\nfeature_infos=[-9:9] 1:2:33\ntree_sizes=400\n\n"
        + "Tree=0\nnum_leaves=3\nnum_cat=1\nsplit_feature=0 1\nsplit_gain=1 1\nthreshold=1.5 0\ndecision_type=8 1\nleft_child=1 -1\n"
        + "right_child=-2 -3\nleaf_value=0.25 -1 3\nleaf_weight=4 5 6\nleaf_count=4 5 6\ninternal_value=0 0\ninternal_weight=15 10\n"
        + "internal_count=15 10\ncat_boundaries=0 2\ncat_threshold=4 2\nis_linear=0\nshrinkage=1\n\n\nend of trees\n\n";

    private const int PackageHashBytes = 32;

    public ModelFileFuzzTests() => Assert.NotEmpty(SuiteTrainers.All);

    [Fact]
    public void Onnx() => Fuzz.Read(
        [.. ((string[])["gradient_boosting", "logistic_regression", "mlp"]).Select(OnnxOf)], file => OnnxReader.Read(file), IsRefusal);

    [Fact]
    public void XgBoost_as_text() => Fuzz.Read([Encoding.UTF8.GetBytes(XgBoost)], file => XGBoostReader.Read(file), IsRefusal);

    [Fact]
    public void XgBoost_as_binary() => Fuzz.Read(
        [Ubj(JsonDocument.Parse(XgBoost).RootElement)], file => XGBoostReader.Read(file), IsRefusal);

    [Fact]
    public void LightGbm_as_text() => Fuzz.Read([Encoding.UTF8.GetBytes(LightGbm)], file => LightGbmReader.Read(file), IsRefusal);

    [Fact]
    public void Archives_of_ml_net() => Fuzz.Read(
        [MlNetArchiveOf(trees: false), MlNetArchiveOf(trees: true)], file => new MlNetReader().Read(file, 2), IsRefusal);

    /// <summary>As they lie in a store: bits flipped, pieces gone, twice or elsewhere, ends cut off.</summary>
    [Fact]
    public void Every_change_of_a_package_is_found()
    {
        byte[][] sound = [.. Directory.GetFiles(Golden("Analytics.Tests", "Learning", "Packages"), "*.kolosal").Order().Select(File.ReadAllBytes)
            .Where(file => file.Length < 40_000)];
        var mutator = new Mutator(sound, seed: 17);
        for (int i = 0; i < 4_000; i++)
        {
            byte[] changed = mutator.Next();
            if (sound.Any(file => file.AsSpan().SequenceEqual(changed))) continue;
            Assert.Throws<InvalidDataException>(() => ModelPackage.Load(new MemoryStream(changed)));
        }
    }

    /// <summary>Past the hash, so that the readers of predictors are reached.</summary>
    [Fact]
    public void Packages() => Fuzz.Read(
        [.. Directory.GetFiles(Golden("Analytics.Tests", "Learning", "Packages"), "*.kolosal").Order().Select(File.ReadAllBytes)
            .Where(file => file.Length < 40_000)],
        file => ModelPackage.Load(new MemoryStream(file)), fault => fault is InvalidDataException, WithHash);

    [Fact]
    public void Packages_of_the_engines() => Fuzz.Read(
        [.. Directory.GetFiles(Golden("Silo.Tests", "Engines"), "*.kolosal").Order().Select(File.ReadAllBytes).Where(file => file.Length < 40_000)],
        file => ModelPackage.Load(new MemoryStream(file)), fault => fault is InvalidDataException, WithHash);

    private static bool IsRefusal(Exception fault) => fault is InvalidDataException or UnsupportedOperatorException;

    private static string Golden(string project, params string[] folders) =>
        Path.Combine([SharedFolders.Repository, "tests", project, .. folders, "Golden"]);

    private static byte[] WithHash(byte[] file)
    {
        if (file.Length < PackageHashBytes) return file;
        SHA256.HashData(file.AsSpan(0, file.Length - PackageHashBytes), file.AsSpan(file.Length - PackageHashBytes));
        return file;
    }

    private static byte[] OnnxOf(string trainer)
    {
        var table = Samples.Mixed(60, seed: 21);
        var pipeline = PipelineTrainer.Fit(TrainingPart.WholeTable(table), LearningProblem.Infer(table, "risk"), Trainers.Get(trainer),
            trainer == "gradient_boosting" ? HyperParameters.Empty.With("trees", 10) : HyperParameters.Empty, 1, CancellationToken.None);
        return OnnxModel.Write(new Scorer([new(pipeline)]).Describe(), "m", "1", []);
    }

    private static byte[] MlNetArchiveOf(bool trees)
    {
        var ml = new MLContext(3);
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new MlRow { X = i % 7, Y = i % 5, Bought = i % 7 > 3 }));
        var features = ml.Transforms.Concatenate("Features", "X", "Y");
        ITransformer fitted = trees ? features.Append(ml.BinaryClassification.Trainers.FastTree("Bought", numberOfTrees: 2,
            minimumExampleCountPerLeaf: 2)).Fit(view) : features.Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Bought")).Fit(view);
        using var archive = new MemoryStream();
        ml.Model.Save(fitted, view.Schema, archive);
        return archive.ToArray();
    }

    /// <summary>Universal Binary JSON of a document, numbers as doubles and lists without a count.</summary>
    private static byte[] Ubj(JsonElement value)
    {
        using var bytes = new MemoryStream();
        Write(value);
        return bytes.ToArray();

        void Text(string text)
        {
            bytes.WriteByte((byte)'U');
            bytes.WriteByte((byte)text.Length);
            bytes.Write(Encoding.UTF8.GetBytes(text));
        }

        void Write(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    bytes.WriteByte((byte)'{');
                    foreach (var member in element.EnumerateObject())
                    {
                        Text(member.Name);
                        Write(member.Value);
                    }
                    bytes.WriteByte((byte)'}');
                    break;
                case JsonValueKind.Array:
                    bytes.WriteByte((byte)'[');
                    foreach (var item in element.EnumerateArray()) Write(item);
                    bytes.WriteByte((byte)']');
                    break;
                case JsonValueKind.Number:
                    bytes.WriteByte((byte)'D');
                    byte[] number = BitConverter.GetBytes(element.GetDouble());
                    Array.Reverse(number);
                    bytes.Write(number);
                    break;
                default:
                    bytes.WriteByte((byte)'S');
                    Text(element.GetString()!);
                    break;
            }
        }
    }

    private sealed class MlRow
    {
        public float X { get; set; }

        public float Y { get; set; }

        public bool Bought { get; set; }
    }
}
