using Kolosal.Testing;

namespace Kolosal.Learning.Neighbours;

/// <summary>Default nearest neighbours, discriminants and naive Bayes on real data with fixed splits,
/// beside scikit-learn 1.2.1's defaults on the same splits (imputed, scaled, one-hot).</summary>
/// <remarks>The margin of the AUC is 0.005, about a third of a standard error of these tables; of the RMSE 1 %.</remarks>
public class RealDataTests
{
    [DataTheory]
    [InlineData("breast_cancer", "gaussian_naive_bayes", 0.9860), InlineData("titanic", "gaussian_naive_bayes", 0.8312),
        InlineData("german_credit", "gaussian_naive_bayes", 0.7315)]
    [InlineData("breast_cancer", "multinomial_naive_bayes", 0.9298), InlineData("german_credit", "multinomial_naive_bayes", 0.7670)]
    [InlineData("titanic", "complement_naive_bayes", 0.8305), InlineData("titanic", "bernoulli_naive_bayes", 0.8306),
        InlineData("german_credit", "bernoulli_naive_bayes", 0.7692)]
    [InlineData("breast_cancer", "linear_discriminant", 0.9929), InlineData("titanic", "linear_discriminant", 0.8525),
        InlineData("german_credit", "linear_discriminant", 0.7814)]
    [InlineData("breast_cancer", "quadratic_discriminant", 0.9876), InlineData("titanic", "quadratic_discriminant", 0.8289),
        InlineData("german_credit", "quadratic_discriminant", 0.5775)]
    [InlineData("breast_cancer", "k_nearest_neighbours", 0.9849), InlineData("titanic", "k_nearest_neighbours", 0.8512),
        InlineData("german_credit", "k_nearest_neighbours", 0.7164)]
    public void Classifiers_are_level_with_their_peers(string name, string trainer, double peer)
    {
        double ours = Trees.RealDataTests.Score(name, trainer);
        Assert.True(ours >= peer - 0.005, $"{name} {trainer}: AUC {ours:F4}, peer {peer:F4}");
    }

    [DataTheory, InlineData("boston", 4.5614), InlineData("diabetes", 59.6105)]
    public void Nearest_neighbours_predict_numbers_at_least_as_well(string name, double peer)
    {
        double ours = Trees.RealDataTests.Score(name, "k_nearest_neighbours");
        Assert.True(ours <= 1.01 * peer, $"{name}: RMSE {ours:F4}, peer {peer:F4}");
    }

    private sealed class DataTheoryAttribute : TheoryAttribute
    {
        public DataTheoryAttribute()
        {
            if (SharedFolders.Data is null) Skip = "The data folder is absent: set KOLOSAL_DATA or place it at ../shared/data.";
        }
    }
}
