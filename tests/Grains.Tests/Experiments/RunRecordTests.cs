using System.Text.Json;

namespace Kolosal.Experiments;

public class RunRecordTests
{
    [Fact]
    public void What_is_written_stays_small_however_many_trials_there_are()
    {
        var record = new RunRecord();
        int longest = 0;
        List<int> written = [];
        for (int trial = 0; trial < 1_050; trial++)
        {
            var score = new TrialScore(trial, 0, 1, 2, 3, 4);
            record.Finish(new TrialReport(trial, "ridge", """{"alpha":1}""", TrialStatus.Scored, score, null), null);
            while (record.NextPage() is { } page)
            {
                Assert.Equal(RunRecord.PageTrials, page.Length);
                written.AddRange(page.Select(t => t.Number));
                record.Turn();
            }
            longest = Math.Max(longest, JsonSerializer.SerializeToUtf8Bytes(record).Length);
        }
        Assert.Equal(Enumerable.Range(0, 1_000), written);
        Assert.Equal((10, 50, 1_050), (record.Pages, record.Tail.Count, record.Finished.Count));
        Assert.InRange(longest, 1, 40_000); // a hundred trials, and not a thousand
    }

    [Fact]
    public void The_trials_of_a_record_written_before_there_were_pages_are_its_tail()
    {
        const string Old = """{"Finished":[{"Number":0,"Trainer":"ridge","Parameters":{},"Status":1,"Outcome":null,"Failure":"no"}],"Status":1}""";
        var record = JsonSerializer.Deserialize<RunRecord>(Old)!;
        Assert.Equal((1, 0, 0), (record.Tail.Count, record.Pages, record.Finished.Count));
        record.Recall(record.Tail);
        Assert.Equal("no", record.FirstFailure);
    }
}
