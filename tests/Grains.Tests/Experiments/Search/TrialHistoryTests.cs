using Kolosal.Learning;

namespace Kolosal.Experiments;

public class TrialHistoryTests
{
    [Fact]
    public void It_answers_what_looking_at_every_trial_would()
    {
        var random = new Random(3);
        for (int draw = 0; draw < 200; draw++)
        {
            int[] numbers = [.. Enumerable.Range(0, 40)];
            random.Shuffle(numbers);
            var history = new TrialHistory();
            List<FinishedTrial> plain = [];
            foreach (int number in numbers.Take(random.Next(40)))
            {
                // Few different scores, so that many are equal.
                var trial = new FinishedTrial(number, "a", HyperParameters.Empty, random.Next(4) == 0 ? null : random.Next(5), 1);
                history.Add(trial);
                plain.Add(trial);
                foreach (bool higher in (bool[])[true, false])
                    Assert.Same(TrialRanking.Rank(plain, higher).FirstOrDefault(), history.Best(higher));
                Assert.Equal(plain.Count(t => t.Score is not null), history.Scored);
                Assert.Equal(Enumerable.Range(0, 41).First(n => plain.TrueForAll(t => t.Number != n)), history.FirstOpen);
                Assert.Same(trial, history.Find(number));
            }
            Assert.Equal(plain, history);
            Assert.Equal(plain.Where(t => t.Number is >= 5 and <= 20).OrderBy(t => t.Number), history.Numbered(5, 20));
            Assert.Null(history.Find(40));
        }
    }
}
