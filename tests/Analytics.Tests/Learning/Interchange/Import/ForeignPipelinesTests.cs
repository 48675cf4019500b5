using System.Text;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Learning.Import;

/// <summary>Foreign models behind the columns of a table: by name, by order, by codes, and what does not fit.</summary>
public class ForeignPipelinesTests
{
    // f0 below 0.5 answers −1, else the set {1} of the categorical f1 answers 2 and the rest 4; f1 missing goes right.
    private const string LightGbmText = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=regression
        feature_names=size colour
        feature_infos=[0:1] 0:1:2

        Tree=0
        num_leaves=3
        num_cat=1
        split_feature=0 1
        split_gain=1 1
        threshold=0.5 0
        decision_type=2 1
        left_child=-1 -2
        right_child=1 -3
        leaf_value=-1 2 4
        leaf_weight=1 1 1
        leaf_count=1 1 1
        internal_value=0 0
        internal_weight=3 2
        internal_count=3 2
        cat_boundaries=0 1
        cat_threshold=2
        is_linear=0
        shrinkage=1


        end of trees

        pandas_categorical:[["blue", "red", "green"]]
        """;

    private static readonly double[] Truth = [-1, 2, 4, 4];

    private static byte[] File => Encoding.UTF8.GetBytes(LightGbmText.ReplaceLineEndings("\n"));

    [Fact]
    public void Columns_are_found_by_name_and_categories_by_the_codes_of_the_file()
    {
        var table = Table(("y", new NumericColumn(Truth)), ("colour", CategoricalColumn.From((string?[])["red", "red", "blue", null])),
            ("size", new NumericColumn([0.1, 0.9, 0.9, 0.9])));
        var pipeline = ForeignPipelines.Build(ForeignFiles.LightGbm(File), table, ForeignMapping.Of("y"));
        Assert.Equal(Truth, pipeline.Score(table));
        Assert.Equal(["size", "colour"], pipeline.Encoder.InputSchema.Columns.Select(column => column.Name));

        // A package of it is read back to the same bytes and answers.
        using var bytes = new MemoryStream();
        ModelPackage.Create(pipeline).Save(bytes);
        bytes.Position = 0;
        var loaded = ModelPackage.Load(bytes);
        Assert.Equal(Truth, loaded.CreateScorer().Score(table));
        using var again = new MemoryStream();
        loaded.Save(again);
        Assert.Equal(bytes.ToArray(), again.ToArray());
    }

    [Fact]
    public void Columns_that_are_named_otherwise_are_mapped_and_codes_can_be_given()
    {
        var table = Table(("target", new NumericColumn(Truth)), ("Größe", new NumericColumn([0.1, 0.9, 0.9, 0.9])),
            ("Farbe", CategoricalColumn.From((string?[])["rot", "rot", "blau", null])));
        var mapping = new ForeignMapping("target", ["Größe", "Farbe"],
            ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("Farbe", ["blau", "rot", "grün"]), []);
        Assert.Equal(Truth, ForeignPipelines.Build(ForeignFiles.LightGbm(File), table, mapping).Score(table));
    }

    [Fact]
    public void What_does_not_fit_is_told_with_what_to_do()
    {
        var foreign = ForeignFiles.LightGbm(File);
        var named = Table(("y", new NumericColumn(Truth)), ("size", new NumericColumn(Truth)), ("colour", CategoricalColumn.From((string?[])["red",
            "b", "b", "b"])));
        Told("no column 'target'", foreign, named, ForeignMapping.Of("target"));
        Told("no column 'colour'", foreign, Table(("y", new NumericColumn(Truth)), ("size", new NumericColumn(Truth))), ForeignMapping.Of("y"));
        Told("2 features, and 1 columns", foreign, named, ForeignMapping.Of("y") with { Features = ["size"] });
        Told("answers a number, and the target 'colour'", foreign, named, ForeignMapping.Of("colour"));

        string plain = LightGbmText[..LightGbmText.IndexOf("pandas_categorical", StringComparison.Ordinal)].ReplaceLineEndings("\n");
        Told("say with \"categories\"", ForeignFiles.LightGbm(Encoding.UTF8.GetBytes(plain)), named, ForeignMapping.Of("y"));
    }

    [Fact]
    public void Labels_that_are_none_of_the_classes_are_told()
    {
        var foreign = new ForeignModel(ModelReaders.Linear, "test", new Linear.LinearPredictor(Linear.LinearLink.Logistic, 1, [1], [0]),
            [ForeignInput.Number("x")], false, ["no", "yes"]);
        var table = Table(("x", new NumericColumn([1, 2])), ("y", CategoricalColumn.From((string?[])["no", "maybe"])));
        Told("'maybe'", foreign, table, ForeignMapping.Of("y"));
        Assert.Equal((string[])["no", "maybe"], ForeignPipelines.Build(foreign, table, ForeignMapping.Of("y") with
        {
            Classes = ["no",
            "maybe"]
        }).Problem.Classes.ToArray());
        Told("has 2 classes", foreign, table, ForeignMapping.Of("y") with { Classes = ["no", "maybe", "yes"] });
    }

    private static void Told(string words, ForeignModel model, Frame table, ForeignMapping mapping) => Assert.Contains(words,
        Assert.Throws<ForeignColumnsException>(() => ForeignPipelines.Build(model, table, mapping)).Message, StringComparison.Ordinal);

    private static Frame Table(params (string Name, Column Column)[] columns) =>
        new(new TableSchema([.. columns.Select(column => new ColumnSchema(column.Name, column.Column.Type))]), [.. columns.Select(column =>
            column.Column)]);
}
