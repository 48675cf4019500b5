"""Fits scikit-learn and XGBoost models on the fixed splits of the shared data and writes what they answer for the test rows.

usage: learning_peers.py DATA OUT SET MODEL...      (threads: OMP_NUM_THREADS, default 1)
Writes OUT/<set>.<model>.<fold>.f64: little-endian doubles, test rows in file order; P(positive) for two classes, one probability a class (classes in
ascending order) for several, the value for numbers. Categories are ordinal codes for trees (native ones for histogram boosting in scikit-learn) and one-hot
for the others; trees get medians for missing numbers unless they take missing values; the others get medians and standard scaling.
"""
import json, os, sys
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (AdaBoostClassifier, AdaBoostRegressor, ExtraTreesClassifier, ExtraTreesRegressor, HistGradientBoostingClassifier,
                              HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


def xgb(numbers, **options):
    import xgboost
    return (xgboost.XGBRegressor if numbers else xgboost.XGBClassifier)(tree_method="hist", n_jobs=THREADS, random_state=0, verbosity=0, **options)


def histgb(numbers, **options):
    return (HistGradientBoostingRegressor if numbers else HistGradientBoostingClassifier)(random_state=0, **options)


# name: (model by task, one-hot, takes missing values)
MODELS = {
    "sk_histgb_default": (lambda r: histgb(r), False, True),
    "sk_histgb_200_lr0.05": (lambda r: histgb(r, max_iter=200, learning_rate=0.05), False, True),
    "sk_randomforest": (lambda r: (RandomForestRegressor if r else RandomForestClassifier)(n_jobs=THREADS, random_state=0), False, False),
    "sk_randomforest_200": (lambda r: (RandomForestRegressor if r else RandomForestClassifier)(200, n_jobs=THREADS, random_state=0), False, False),
    "sk_extratrees": (lambda r: (ExtraTreesRegressor if r else ExtraTreesClassifier)(n_jobs=THREADS, random_state=0), False, False),
    "sk_extratrees_200": (lambda r: (ExtraTreesRegressor if r else ExtraTreesClassifier)(200, n_jobs=THREADS, random_state=0), False, False),
    "sk_tree": (lambda r: (DecisionTreeRegressor if r else DecisionTreeClassifier)(random_state=0), False, False),
    "sk_adaboost": (lambda r: (AdaBoostRegressor(random_state=0) if r else AdaBoostClassifier(algorithm="SAMME", random_state=0)), False, False),
    "sk_linear": (lambda r: Ridge() if r else LogisticRegression(max_iter=1000), True, False),
    "sk_knn": (lambda r: (KNeighborsRegressor if r else KNeighborsClassifier)(n_jobs=THREADS), True, False),
    "sk_gaussian_nb": (lambda r: None if r else GaussianNB(), True, False),
    "xgb_hist_default": (lambda r: xgb(r), False, True),
    "xgb_hist_300_lr0.05_d6": (lambda r: xgb(r, n_estimators=300, learning_rate=0.05, max_depth=6), False, True),
}


def prepare(frame, categorical, one_hot, missing):
    numbers = [c for c in frame if c not in categorical]
    if one_hot:
        number = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        category = make_pipeline(SimpleImputer(strategy="constant", fill_value="?"), OneHotEncoder(handle_unknown="ignore"))
    else:
        number = "passthrough" if missing else SimpleImputer(strategy="median")
        category = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan if missing else -1, encoded_missing_value=np.nan if missing else -1)
    return ColumnTransformer([("numbers", number, numbers), ("categories", category, categorical)], sparse_threshold=0)


def restrict(learner, frame, categorical):
    """Native categories where the learner has them: at most 255 codes a column."""
    if isinstance(learner, (HistGradientBoostingClassifier, HistGradientBoostingRegressor)):
        columns = [c for c in frame if c not in categorical] + categorical
        learner.set_params(categorical_features=[c in categorical and frame[c].nunique() < 255 for c in columns])


def main(data, out, name, *models):
    about = json.load(open(os.path.join(data, "datasets.json")))[name]
    table = pd.read_csv(os.path.join(data, about["file"]), dtype={c: str for c in about["categorical"]})
    numbers = about["task"] == "regression"
    target = table[about["target"]]
    if not numbers:
        classes = sorted(target.unique())
        if about["task"] == "binary":
            classes = [c for c in classes if str(c) != str(about["positive"])] + [c for c in classes if str(c) == str(about["positive"])]
        target = target.map({c: k for k, c in enumerate(classes)})
    y = target.to_numpy()
    frame = table.drop(columns=about["drop"] + [about["target"]])
    categorical = [c for c in frame if c in about["categorical"]]
    fold = pd.read_csv(os.path.join(data, "splits", name + ".csv")).sort_values("row")["fold"].to_numpy()
    for k in sorted(set(fold)) if about["protocol"] == "cv5" else [0]:
        training, test = frame[fold != k], frame[fold == k]
        for model in models:
            create, one_hot, missing = MODELS[model]
            learner = create(numbers)
            if learner is None:
                continue
            restrict(learner, training, categorical)
            encoder = prepare(training, categorical, one_hot, missing)
            learner.fit(encoder.fit_transform(training).astype(float), y[fold != k])
            encoded = encoder.transform(test).astype(float)
            answer = learner.predict(encoded) if numbers else learner.predict_proba(encoded)
            if about["task"] == "binary":
                answer = answer[:, 1]
            np.ascontiguousarray(answer, dtype="<f8").tofile(os.path.join(out, f"{name}.{model}.{k}.f64"))


if __name__ == "__main__":
    main(*sys.argv[1:])
