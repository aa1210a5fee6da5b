"""What other libraries for networks call their classes and functions, and what to write here."""

from collections.abc import Mapping

OWN_MODULE = "write a Module of your own"
OWN_LOSS = "write a function of outputs and target: a loss is any such function"

ACTIVATIONS = {
    "ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid", "GELU": "gelu", "SiLU": "silu", "ELU": "elu",
    "LeakyReLU": "leaky_relu", "Softplus": "softplus", "Softmax": "softmax", "LogSoftmax": "log_softmax",
    "Identity": "identity",
}  # fmt: skip

BROUGHT_ALONG: Mapping[str, str] = {
    # layers
    **dict.fromkeys(("Linear", "Dense"), 'write Layer(inputs, outputs, "identity")'),
    **dict.fromkeys(("RNN", "SimpleRNN"), "write Recurrent"),
    **dict.fromkeys(("LSTM", "GRU", "Transformer", "Embedding"), f"{OWN_MODULE}; Recurrent is a plain cell"),
    **dict.fromkeys(("BatchNorm1d", "LayerNorm", "BatchNormalization"), "write Standardize, or a Module of your own"),
    **dict.fromkeys(("ModuleList", "ModuleDict"), "a Module finds its parts in lists and dicts by itself"),
    **dict.fromkeys(("Parameter", "Tensor"), "write autograd_core.Value"),
    **dict.fromkeys(("functional", "F"), "write autograd_core.ops"),
    **{name: f"name it where a layer is made: Layer(2, 3, {activation!r})" for name, activation in ACTIVATIONS.items()},
    **dict.fromkeys(("init", "kaiming_uniform_", "xavier_uniform_"), "a layer draws its weights from seed="),
    # losses
    **dict.fromkeys(("MSELoss", "mse_loss"), "write mean_squared_error"),
    **dict.fromkeys(("CrossEntropyLoss", "NLLLoss"), "write cross_entropy"),
    "BCELoss": "write binary_cross_entropy",
    "BCEWithLogitsLoss": "write binary_cross_entropy_with_logits",
    **dict.fromkeys(("L1Loss", "HuberLoss", "SmoothL1Loss", "KLDivLoss"), OWN_LOSS),
    # optimizers and rates
    "optim": "optimizers are here: write SGD(model.parameters(), 0.1)",
    **dict.fromkeys(("Adagrad", "Adadelta", "Nadam", "NAdam", "LBFGS"), "write an Optimizer of your own"),
    "StepLR": "write SGD(model.parameters(), step_decay(0.1, 0.5, every=100))",
    **dict.fromkeys(("ExponentialLR", "ExponentialDecay"), "write exponential_decay in place of the rate"),
    **dict.fromkeys(("CosineAnnealingLR", "CosineDecay"), "write cosine_decay in place of the rate"),
    **dict.fromkeys(("LinearLR", "PolynomialDecay"), "write linear_decay in place of the rate"),
    **dict.fromkeys(
        ("lr_scheduler", "LRScheduler", "LambdaLR", "LearningRateScheduler"),
        "a rate may be a function of how many updates are done: SGD(model.parameters(), lambda t: 0.1 / (1 + t))",
    ),
    **dict.fromkeys(("clip_grad_norm_", "clip_grad_value_"), "write optimizer.clip(1.0), after backward()"),
    # training
    "DataLoader": "fit(model, data, loss, optimizer, epochs, batch_size=10) makes batches",
    "TensorDataset": "write Dataset",
    **dict.fromkeys(("random_split", "train_test_split"), "write Dataset(examples).split(0.8)"),
    "EarlyStopping": "write fit(..., validation=0.2, patience=10)",
    "ModelCheckpoint": "write fit(..., on_epoch=lambda history: save(model, 'model.json'))",
    "CSVLogger": "write history.to_csv('history.csv')",
    "train": "write fit(model, data, loss, optimizer, epochs)",
    "evaluate": "write score(model, data, ['accuracy'])",
    "parameters": "write model.parameters()",
    "no_grad": "write autograd_core.no_grad",
    **dict.fromkeys(("manual_seed", "random"), "write seed=0 where a network, data or a fit is made"),
}
