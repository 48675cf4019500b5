using System.Buffers;
using System.Text;
using Kolosal.Predictions;

namespace Kolosal.Api.Tests.Predictions;

public sealed class ReplyWriterTests
{
    private static readonly Guid Batch = Guid.Parse("01a22e0c-ba49-7564-8565-51ba036a0e9b");

    private const string
        First = """{"prediction_id":"prd_01a22e0cba497564856551ba036a0e9b_0","prediction":"b","probabilities":{"a\u0022\u00E9":0.5,"b":0.5},"""
            + "\"confidence\":0.5,\"uncertainty\":0.6931471805599453,\"uncertainty_type\":\"total\"",
        Second = """{"prediction_id":"prd_01a22e0cba497564856551ba036a0e9b_1","prediction":"b","probabilities":{"a\u0022\u00E9":0.25,"b":0.75},"""
            + "\"confidence\":0.75,\"uncertainty\":0.5623351446188083,\"uncertainty_type\":\"total\"";

    private static readonly RowAnswers Answers = RowAnswers.Nothing with
    {
        Coverage = 0.9,
        Level = 0.9,
        Members = [true, true, false, false],
        OutOfDistribution = [0, 0.125],
    };

    [Fact]
    public void Rows_of_a_classifier_say_what_follows_from_the_scores_and_no_more_in_a_batch() =>
        Assert.Equal("""{"model_id":"m:3","durable":true,"predictions":[""" + First + "}," + Second + "}]}", Written(Answers, AnswerFields.Plain));

    [Fact]
    public void The_usual_answer_adds_sets_empty_ones_too_and_how_unlike_training_a_row_is() =>
        Assert.Equal(
            """{"model_id":"m:3","durable":true,"coverage":0.9,"predictions":["""
            + First + ""","set":["a\u0022\u00E9","b"],"out_of_distribution":0},"""
            + Second + ""","set":[],"out_of_distribution":0.125}]}""",
            Written(Answers, AnswerFields.Usual));

    [Fact]
    public void Either_of_the_two_comes_alone()
    {
        Assert.Contains(""""total","set":["a\u0022\u00E9","b"]},"""", Written(Answers with { OutOfDistribution = [] }, AnswerFields.Usual));
        Assert.Contains(""""total","out_of_distribution":0.125}]}"""",
            Written(Answers with { Coverage = null, Level = null, Members = [] }, AnswerFields.Usual));
    }

    [Fact]
    public void Members_that_are_rarely_wanted_do_not_change_how_the_others_are_written()
    {
        // Where the sources of uncertainty are there, rows are written member by member.
        string whole = Written(Answers with { Aleatoric = [0.5, 0.5], Epistemic = [0.25, 0] }, AnswerFields.All);
        string sources = ""","uncertainty_sources":{"total":0.75,"aleatoric":0.5,"epistemic":0.25}""";
        Assert.Contains(sources, whole);
        Assert.Equal(Written(Answers, AnswerFields.Usual),
            whole.Replace(sources, "").Replace(""","uncertainty_sources":{"total":0.5,"aleatoric":0.5,"epistemic":0}""", ""));
    }

    private static string Written(RowAnswers answers, AnswerFields fields)
    {
        var output = new ArrayBufferWriter<byte>();
        ReplyWriter.Write(output, "m", new(3, Batch, ["a\"é", "b"], 2, [0.5, 0.5, 0.25, 0.75], [1, 1], true, answers), fields);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
